"""Near open matters, from real rows: within reach, bounded, and never somebody else's to see."""

import pytest
from support.desk import EAST, IN_EAST, IN_WEST, ROLES, ROOT, TEXT, WEST

from lianzhi.cases.actions.intake import import_messages
from lianzhi.cases.actions.on_behalf import ANONYMOUS
from lianzhi.cases.actions.signals import open_case
from lianzhi.cases.importing.messages import Row
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.queries.authors import author_of
from lianzhi.cases.queries.near import near, twins
from lianzhi.foundation.access import api as access

LON, LAT = IN_WEST
CLOSE = (LON + 0.0002, LAT)
FAR = (LON + 0.005, LAT)

pytestmark = pytest.mark.django_db


def test_the_reporter_is_offered_open_matters_of_the_kind_around_the_place(town):
    same = town.report(at=CLOSE)
    town.report(at=FAR)
    town.report(at=CLOSE, category="noise")

    found = near(LON, LAT, "road", TEXT)

    assert [n.case.number for n in found] == [same.number]
    assert 15 < found[0].like.metres < 25


def test_nothing_is_offered_while_the_kind_is_unknown(town):
    town.report(at=CLOSE)

    assert near(LON, LAT, "", TEXT) == []


def test_a_matter_that_has_ended_is_not_offered(town):
    town.report(at=CLOSE)
    ended = Case.objects.get()
    ended.item.closed_at = ended.created_at
    ended.item.save()

    assert near(LON, LAT, "road", TEXT) == []


def test_a_merged_matter_is_not_offered_but_its_main_one_is(town):
    main, double = town.report(at=CLOSE), town.report(at=CLOSE)
    Case.objects.filter(pk=double.id).update(main=main.id)

    assert [n.case.number for n in near(LON, LAT, "road", TEXT)] == [main.number]


def test_the_officer_sees_the_reporters_other_matters_wherever_they_are(town):
    case = town.report(at=CLOSE, reporter="resident:7")
    other = town.report(at=FAR, reporter="resident:7", category="noise", text="路灯坏了")

    assert [n.case.number for n in twins(case, town.duty)] == [other.number]


def test_an_officer_sees_no_twin_outside_the_own_area(town):
    """Two places on both sides of the border; the officer of the eastern half knows nothing of the western one."""
    border = (IN_WEST[0] + IN_EAST[0]) / 2
    east, west = town.report(at=(border + 0.0003, LAT)), town.report(at=(border - 0.0003, LAT))

    assert east.area_code.startswith(EAST) and west.area_code.startswith(WEST)
    assert [n.case.number for n in twins(east, town.duty)] == [west.number]
    assert twins(east, town.east_duty) == []


@pytest.mark.parametrize("others", [1, 3])
def test_looking_costs_the_same_however_many_are_near(town, others, django_assert_max_num_queries):
    case = town.report(at=CLOSE)
    for _each in range(others):
        town.report(at=CLOSE)

    with django_assert_max_num_queries(9):
        assert len(twins(case, town.duty)) == others


def test_the_page_shows_both_matters_side_by_side(town, duty):
    case = town.report(at=CLOSE)
    other = town.report(at=CLOSE, text="文一路的地砖碎了，老人绊倒了", reporter="resident:9")

    page = duty.get(f"/desk/case/{case.number}/near/").content.decode()

    assert case.number in page and other.number in page
    assert "<mark>" in page and "probably the same" in page


def test_an_author_who_writes_from_a_template_is_named_one_voice(town, duty):
    for number in range(4):
        text = f"尊敬的领导，我们小区的物业费太高而且服务很差，请有关部门尽快调查处理，编号{number}。"
        case = town.report(text=text, reporter="resident:5", author="resident:5")

    assert author_of(case.id).template
    assert "writes from a template" in duty.get(f"/desk/case/{case.number}/near/").content.decode()


def test_an_author_with_different_matters_is_a_person_like_any_other(town):
    for text in ("路灯坏了三天，晚上走路看不清", "楼下烧烤摊油烟很大，窗户不敢开，睡不着觉", TEXT):
        case = town.report(text=text + "。" * 20, author="resident:5")

    assert not author_of(case.id).template


@pytest.mark.parametrize(
    ("sources", "template"),
    [(["mailbox"] * 4, True), (["mailbox", "hotline", "letters", "mailbox"], False)],
)
def test_a_sender_of_messages_is_one_author_within_one_way_in(town, sources, template):
    """As imports keep them: a name of the other system, no account here."""
    access.save_role("duty", name_zh="duty", permissions=[*ROLES["duty"], "signals.label"], by=ROOT)
    for number, source in enumerate(sources):
        text = f"尊敬的领导，我们小区的物业费太高而且服务很差，请有关部门尽快调查处理，编号{number}。"
        import_messages([Row(2, f"m{number}", "张先生", "物业费", text, None)], source=source, by=ROOT)
    case = open_case(Signal.objects.order_by("pk").last().pk, by=town.duty)

    assert author_of(case.id).template is template


def test_two_callers_without_a_name_are_not_called_the_same_reporter(town):
    one, other = (town.report(at=CLOSE, source="phone", reporter=ANONYMOUS) for _each in range(2))

    assert one.reporter == other.reporter and [n.like.same_reporter for n in twins(one, town.duty)] == [False]
