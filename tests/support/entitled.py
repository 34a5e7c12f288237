"""Persons of the register with what departments say of them: nothing that entitles, or a retiree with one child."""

from lianzhi.registry import api as registry
from support.register import NEXT, ROOT, number, person

NOTHING = {
    "registered": True, "residence_years": 10, "income": 500_000, "destitute": False, "child_standing": "none", "frailty": 0,
    "disability_grade": 0, "disability_kind": "none", "long_care": False, "injury_care": False, "retired": False, "work_years": 0,
    "pension": 0, "one_child": False,
}  # fmt: skip
RETIREE = {"retired": True, "one_child": True, "pension": 400_000, "work_years": 30}


def someone(serial: int = 1, birth: str = "19500101", **known) -> str:
    who = person(
        name=f"王{'一二三四五六七八九'[serial - 1]}", identity=number(serial, born=birth), phone=f"1380000{serial:04}", new=True,
        place=NEXT, household=f"H{serial}", kin="户主",
    )  # fmt: skip
    say(who, **(NOTHING | known))
    return who


def say(who: str, source: str = "simulation", **known) -> None:
    registry.record_facts([registry.FactRow(who, known)], source=source, by=ROOT)
