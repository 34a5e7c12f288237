"""Cylinders against the true database: followed, alerted, moved, inspected, taken in from a list."""

from datetime import timedelta

import pytest
from support.register import BUILDING, FAR_ROOM, GRID, NEXT, ROOM, ROOT, number, person
from support.safety import crowd, cylinder, matters, relay

from lianzhi.foundation.imports import contracts as imports
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.safety import api as safety
from lianzhi.safety import facts
from lianzhi.safety.actions.alerting import check_cylinders, close_alert
from lianzhi.safety.actions.cylinders import Step, note_inspection, note_step
from lianzhi.safety.actions.following import follow
from lianzhi.safety.actions.suppliers import save_supplier
from lianzhi.safety.importing import DELIVERIES, Row
from lianzhi.safety.models import Alert, Cylinder, Movement
from lianzhi.safety.queries.cylinders import Wanted, alerts_after, listed
from lianzhi.safety.queries.cylinders import cylinder as shown

BASEMENT = f"{BUILDING}019101"
LATE = timedelta(days=1)


def rules() -> list[str]:
    return sorted(
        Alert.objects.filter(closed_at=None).exclude(group="supplier").values_list("rule", flat=True)
    )


def round_() -> None:
    follow()
    check_cylinders()


def test_the_registers_side_is_followed_once_and_again_after_a_change(town) -> None:
    cylinder()
    assert follow() == 1
    row = Cylinder.objects.get()
    assert (row.place, row.area_code, row.state) == (NEXT, GRID, "in_use") and row.life_ends is not None

    assert follow() == 0
    cylinder(place=ROOM)
    assert follow() == 1 and Cylinder.objects.get().place == ROOM


def test_an_expired_cylinder_raises_an_alert_with_owner_and_address_and_opens_one_matter(town) -> None:
    """The acceptance of R-079."""
    user = person(name="赵使用")
    thing = registry.record_thing(
        {"kind": "gas_cylinder", "number": "LPG0001", "place": NEXT, "check_due": facts.today() - LATE}, source="visit", by=ROOT
    )  # fmt: skip
    registry.link(thing.code, "in_use_at", user, source="visit", by=ROOT)
    safety.work_off()
    safety.work_off()
    relay()
    relay()

    (alert,) = [each for each in alerts_after(town.office) if each.group == "overdue"]
    assert (alert.code, alert.user, alert.place) == ("overdue", "赵使用", NEXT)
    assert alert.address.startswith("云杉苑1幢") and alert.conditions[1].values == {"days_overdue": 1}
    found = matters()
    assert [c.number for c in found] == [alert.case_number]
    assert found[0].item.units == ("market",) and "LPG0001" in found[0].title and "赵**" in found[0].text
    assert "赵使用" not in found[0].text


def test_the_user_is_covered_for_who_may_not_read_the_register(town) -> None:
    thing = registry.record_thing(
        {"kind": "gas_cylinder", "number": "LPG0001", "place": NEXT}, source="visit", by=ROOT
    )
    registry.link(thing.code, "in_use_at", person(name="赵使用"), source="visit", by=ROOT)
    round_()

    assert (shown("LPG0001", town.west).user, shown("LPG0001", town.reader).user) == ("赵使用", "赵**")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"due": -1}, "overdue"),
        ({"due": 0}, ""),
        ({"place": BASEMENT}, "basement"),
        ({"made": -8 * 366}, "past-life"),
    ],
)
def test_rules_of_dates_and_places(town, said, rule) -> None:
    today = facts.today()
    values = {k: today + timedelta(days=v) if isinstance(v, int) else v for k, v in said.items()}
    if "made" in values:
        values["due"] = today + LATE
    cylinder(**values)
    round_()

    assert rule in (rules() or [""]) and len(rules()) <= 2


def test_many_persons_in_the_room_forbid_it_and_kilograms_add_up(town) -> None:
    crowd(6, place=NEXT)
    for serial in range(3):
        cylinder(f"LPG000{serial}")
    follow()
    Cylinder.objects.update(kind="YSP118")
    check_cylinders()

    assert rules() == ["sleeping-room"] * 3 + ["too-many-kg"]


def test_an_alert_settles_when_the_register_no_longer_says_so(town) -> None:
    cylinder(due=facts.today() - LATE)
    round_()

    note_inspection("LPG0001", on=facts.today(), by=town.west)

    assert rules() == [] and shown("LPG0001", town.west).inspected == facts.today()
    assert registry.record_thing(
        {"kind": "gas_cylinder", "number": "LPG0001"}, source="visit", by=ROOT
    ).already


def test_one_that_was_settled_by_hand_is_quiet_for_a_week(town) -> None:
    cylinder(due=facts.today() - LATE)
    round_()
    alert = Alert.objects.get(rule="overdue")
    with pytest.raises(BadInput):
        close_alert(alert.pk, why=" ", by=town.west)
    close_alert(alert.pk, why="瓶号登记有误，正在更正", by=town.west)

    round_()
    assert rules() == []
    with clock.at(clock.now() + timedelta(days=8)):
        round_()
    assert rules() == ["overdue"]


def test_its_way_is_kept_and_the_register_follows(town) -> None:
    cylinder()
    round_()
    day = facts.today()

    note_step("LPG0001", Step("moved", day, ROOM), by=town.west)
    note_step("LPG0001", Step("returned", day), by=town.west)
    assert (Cylinder.objects.get().state, Cylinder.objects.get().place) == ("at_supplier", "")
    note_step("LPG0001", Step("delivered", day, NEXT), by=town.west)
    note_step("LPG0001", Step("seen", day), by=town.west)
    note_step("LPG0001", Step("scrapped", day, note="超期"), by=town.west)

    way = shown("LPG0001", town.west).movements
    assert [step.kind for step in way] == ["scrapped", "seen", "delivered", "returned", "moved"]
    with pytest.raises(WrongState):
        note_step("LPG0001", Step("seen", day), by=town.west)
    assert rules() == []


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (Step("flown", facts.today()), "kind"),
        (Step("moved", facts.today()), "place"),
        (Step("seen", facts.today() + LATE), "on"),
    ],
)
def test_a_step_that_cannot_be_is_refused(town, step, field) -> None:
    cylinder()
    round_()
    with pytest.raises(BadInput) as refused:
        note_step("LPG0001", step, by=town.west)
    assert refused.value.field == field


def test_another_areas_cylinder_does_not_exist(town) -> None:
    cylinder("LPG0009", place=FAR_ROOM)
    round_()

    for act in (
        lambda: shown("LPG0009", town.west),
        lambda: note_step("LPG0009", Step("seen", facts.today()), by=town.west),
    ):
        with pytest.raises(NotFound):
            act()
    assert list(listed(town.west, Wanted())) == [] and len(listed(town.office, Wanted())) == 1


HEAD = "气瓶编号,业务类型,配送日期,型号,供气单位,制造日期,上次检验日期,地址编码,使用人"


def table(tmp_path, *rows: str):
    path = tmp_path / "list.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return list(DELIVERIES.read(path, {}))


def test_a_suppliers_list_comes_in_once_and_bad_rows_say_why(town, tmp_path) -> None:
    person(name="赵使用")
    save_supplier("one", name="甲燃气公司", by=town.office)
    day = facts.today().isoformat()
    found = table(
        tmp_path,
        f"lpg1001,送瓶,{day},15kg,甲燃气公司,2024-05,2024-05-01,{NEXT},{number()}",
        f"lpg1002,换瓶,{day},50公斤,乙燃气公司,2024-05,,{NEXT},",
        f"瓶,送瓶,{day},15kg,甲燃气公司,,,{NEXT},",
        f"lpg1003,送瓶,2099-01-01,15kg,甲燃气公司,,,{NEXT},",
        f"lpg1004,飞来,{day},15kg,甲燃气公司,,,{NEXT},",
        f"lpg1005,送瓶,{day},15kg,甲燃气公司,,,云杉苑,",
        f"lpg1006,送瓶,{day},15kg,甲燃气公司,,,330199100001B99999010101,",
    )
    good = [row for row in found if isinstance(row, Row)]
    assert [len(good), sum(isinstance(row, imports.BadRow) for row in found)] == [3, 4]

    first = DELIVERIES.take("甲燃气公司", good, town.office)
    again = DELIVERIES.take("甲燃气公司", good, town.office)

    assert (first.kept, len(first.bad)) == (2, 1)
    assert (again.kept, again.known, len(again.bad)) == (0, 2, 1)
    assert DELIVERIES.known("甲燃气公司", good) == 2
    one, two = Cylinder.objects.order_by("number")
    assert (one.kind, one.supplier, one.user.partition(":")[0]) == ("YSP35.5", "one", "person")
    assert one.due is not None and one.due.isoformat() == "2028-05-01"
    check_cylinders()
    assert list(Alert.objects.values_list("cylinder__number", "rule")) == [("LPG1002", "supplier-unknown")]
    save_supplier("two", name="乙燃气公司", by=town.office)
    check_cylinders()
    assert not Alert.objects.filter(closed_at=None).exists()


def test_a_list_that_takes_back_empties_the_place(town, tmp_path) -> None:
    cylinder()
    round_()
    day = facts.today().isoformat()
    good = table(tmp_path, f"LPG0001,退瓶,{day},,甲燃气公司,,,,")

    assert DELIVERIES.take("甲燃气公司", good, town.office).kept == 1
    row = Cylinder.objects.get()
    assert (row.state, row.place) == ("at_supplier", "") and Movement.objects.get().kind == "returned"


def test_who_may_not_takes_no_list_in(town, tmp_path) -> None:
    good = table(tmp_path, f"LPG0001,送瓶,{facts.today().isoformat()},,甲,,,{NEXT},")
    with pytest.raises(NotAllowed):
        DELIVERIES.take("甲", good, town.reader)


def test_a_table_without_numbers_is_refused_as_a_whole(town, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("型号,配送日期\n15kg,2026-01-01\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        list(DELIVERIES.read(path, {}))
    assert refused.value.field == "number"


def test_a_suppliers_own_unit_leads_with_whom_the_list_names(town) -> None:
    save_supplier("one", name="甲燃气公司", unit="gas", by=town.office)
    cylinder(due=facts.today() - LATE)
    follow()
    Cylinder.objects.update(supplier="one", supplier_name="甲燃气公司")
    check_cylinders()
    relay()

    (case,) = matters()
    assert case.item.units == ("gas", "market")
