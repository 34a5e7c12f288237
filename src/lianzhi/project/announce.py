"""What the demo prints once it is ready: where to go and as whom."""

ROLES = [
    ("leader", "镇领导   town leader", "/cockpit/"),
    ("duty", "值班长   duty officer", "/desk/"),
    ("staff", "部门科员 department staff", "/desk/inbox/"),
    ("grid", "网格员   grid worker (phone)", "/g/"),
    ("registrar", "基础信息管理员 register keeper", "/registry/persons/"),
    ("checker", "核查员   checker", "/desk/checks/"),
    ("admin", "管理员   administrator", "/settings/"),
]
PASSWORD = "lianzhi-demo"  # noqa: S105  of invented people, printed on purpose


def announce(host: str, port: int) -> None:
    base = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"  # noqa: S104  only compared
    print(f"\n  联治 lianzhi · S-town (simulated)   {base}/\n")
    print(f"  居民     resident, no account     {base}/r/")
    for account, who, where in ROLES:
        print(f"  {who:<32}{base + where:<36} user {account}")
    print(f"\n  password of every demo account: {PASSWORD}\n  stop with Ctrl-C\n", flush=True)
