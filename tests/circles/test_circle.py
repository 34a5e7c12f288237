"""A member joins with a word, takes what is opened, and it counts; posts are hidden with a reason; warnings wait for a person."""

import pytest
from django.test import Client
from support.circles import MICRO, NEXT, street
from support.desk import browser
from support.homes import relay
from support.pictures import jpeg, upload

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.circles.models import Contribution, Errand, Member, Post, Warning
from lianzhi.circles.rules.circle import contributions, scope_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.notify.models import Message
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState


def account(number: int = 1) -> Actor:
    phone, code = access.make_phone_code(f"1390000{number:04}")
    return access.resident_actor(access.prove_phone(phone, code))


def member(number: int = 1, cell: str = MICRO, **more) -> Actor:
    by = account(number)
    said = {"cell": cell, "kind": "volunteer", "name": f"邻居{'甲乙丙丁'[number % 4]}", "agreed": True} | more
    circles.join(circles.Joining(**said), by=by)
    return by


def phone_of(by: Actor) -> Client:
    client = Client()
    session = client.session
    session["resident"] = int(by.key)
    session.save()
    return client


def test_only_who_agreed_is_named_and_nobody_is_ranked() -> None:
    found = contributions([("乙", True, 1), ("丙", False, 9), ("甲", True, 3), ("丁", True, 0)])

    assert found.named == tuple(sorted([("乙", 1), ("甲", 3)])) and (found.others, found.members) == (9, 4)


def test_warnings_of_higher_areas_reach_a_micro_grid() -> None:
    assert scope_of("33019910000100101") == [
        "33019910000100101",
        "330199100001001",
        "330199100001",
        "330199100000",
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"agreed": False}, "agreed"), ({"cell": "1"}, "cell"), ({"name": "x"}, "name"),
        ({"name": "13912345678"}, "name"), ({"kind": "king"}, "kind"),
    ],
)  # fmt: skip
def test_nobody_joins_without_a_word_a_place_and_a_name(town, more, field) -> None:
    with pytest.raises(BadInput) as refused:
        member(**more)
    assert refused.value.field == field and not Member.objects.exists()


def test_staff_and_the_unproved_do_not_join_and_nobody_joins_twice(town) -> None:
    with pytest.raises(NotAllowed):
        circles.join(circles.Joining(MICRO, "volunteer", "邻居", agreed=True), by=town.keeper)
    by = member()
    with pytest.raises(WrongState):
        circles.join(circles.Joining(NEXT, "volunteer", "邻居", agreed=True), by=by)


def test_an_errand_is_taken_once_done_confirmed_and_counted(town) -> None:
    first, second, far = member(1, listed=True), member(2), member(3, NEXT)
    errand = circles.open_errand(MICRO, "扶正单车", "", by=town.keeper).pk

    with pytest.raises(NotAllowed):
        circles.take(errand, by=far)
    circles.take(errand, by=first)
    with pytest.raises(WrongState):
        circles.take(errand, by=second)
    with pytest.raises(NotAllowed):
        circles.report(errand, "做了", by=second)
    circles.report(errand, "摆正了", by=first)
    with pytest.raises(NotAllowed):
        circles.decide(errand, "confirm", by=town.far)
    circles.decide(errand, "again", "还有两辆", by=town.keeper)
    circles.report(errand, "都摆正了", by=first)
    circles.decide(errand, "confirm", by=town.keeper)

    assert Contribution.objects.get().cell == MICRO and circles.counted(MICRO).named == (("邻居乙", 1),)
    circles.leave(by=first)
    found = circles.counted(MICRO)
    assert found.named == () and found.others == 1, "the name goes, the number stays"


@pytest.mark.parametrize("text", ["请联系13912345678", "业主身份证 330106199001011234"])
def test_numbers_of_persons_are_refused_wherever_members_read(town, text) -> None:
    with pytest.raises(BadInput):
        circles.open_errand(MICRO, "扶正单车", text, by=town.keeper)
    with pytest.raises(BadInput):
        circles.post(text, by=member())
    assert not Errand.objects.exists() and not Post.objects.exists()


def test_a_post_is_hidden_with_a_reason_that_is_kept(town) -> None:
    by = member()
    post = circles.post("周六一起清理花坛", by=by)
    phone = phone_of(by)
    assert "周六一起清理花坛" in phone.get("/r/circle/").content.decode()

    with pytest.raises(BadInput):
        circles.hide(post.pk, "", by=town.keeper)
    circles.hide(post.pk, "广告", by=town.keeper)

    assert "周六一起清理花坛" not in phone.get("/r/circle/").content.decode()
    assert "广告" in browser(town.keeper).get(f"/circles/at/{MICRO}/").content.decode()


def test_five_posts_a_day_are_enough(town) -> None:
    by = member()
    for number in range(5):
        circles.post(f"第{number}条消息", by=by)
    with pytest.raises(WrongState):
        circles.post("第六条消息", by=by)


def test_the_phone_joins_takes_reports_with_a_photo_and_leaves(town) -> None:
    by = account()
    phone = phone_of(by)
    assert "Show your number first" in Client().get("/r/circle/").content.decode()
    assert phone.post("/r/circle/", {"cell": MICRO, "kind": "owner", "name": "邻居"}).status_code == 422
    assert (
        phone.post("/r/circle/", {"cell": MICRO, "kind": "owner", "name": "邻居", "agreed": "on"}).status_code
        == 302
    )
    errand = circles.open_errand(MICRO, "扶正单车", "公交站旁", number="LZ1", by=town.keeper)
    assert "扶正单车" in phone.get("/r/circle/").content.decode()
    page = f"/r/circle/{errand.pk}/"

    assert phone.post(page, {"do": "take"}).status_code == 302
    assert phone.post(page, {"do": "send", "text": "", "photo": upload(jpeg())}).status_code == 422
    assert phone.post(page, {"do": "send", "text": "摆正了", "photo": upload(jpeg())}).status_code == 302
    shown = browser(town.keeper).get(f"/circles/at/{MICRO}/").content.decode()
    assert "摆正了" in shown and "LZ1" in shown and "LZ1" not in phone.get(page).content.decode()
    assert browser(town.keeper).post(f"/circles/errands/{errand.pk}/", {"verb": "confirm"}).status_code == 302
    assert (
        phone.post("/r/circle/leave/").status_code == 302 and not Member.objects.filter(left_at=None).exists()
    )


def test_another_area_sees_no_circle(town) -> None:
    assert browser(town.far).get(f"/circles/at/{MICRO}/").status_code == 404


def fraud() -> cases.CaseView:
    new = cases.NewReport(
        source="web", external_id="f", text="我妈王阿姨被骗，电话13812345678", intake="online_harm", category="online-fraud",
        lon=120.005, lat=30.01, reporter="resident:77",
    )  # fmt: skip
    return cases.report(new, by=Actor("resident:77", ""))


def test_a_fraud_proposes_a_warning_that_holds_nothing_of_the_report_and_a_person_sends_it(town) -> None:
    here, near = member(1, messages=True), member(2, NEXT, messages=True)
    member(3, messages=False)
    case = fraud()
    relay()
    warning = Warning.objects.get()
    assert (warning.state, warning.cell) == ("proposed", MICRO) and "王阿姨" not in warning.text
    assert not Message.objects.filter(template="circles.warning").exists()

    officer = browser(town.officer)
    page = f"/circles/warnings/{warning.pk}/"
    assert "微网格2" in officer.get(page).content.decode()
    assert officer.post(f"{page}send/", {"title": "提醒", "text": "受害人13812345678"}).status_code == 422
    assert (
        officer.post(
            f"{page}send/", {"title": "防骗提醒", "text": "请勿转账。", "neighbours": [NEXT]}
        ).status_code
        == 302
    )
    relay()

    assert Message.objects.filter(template="circles.warning").count() == 2
    assert all("防骗提醒" in phone_of(by).get("/r/circle/").content.decode() for by in (here, near))
    assert "共治圈" in browser(town.town.duty).get(f"/desk/case/{case.number}/").content.decode()
    assert officer.post(f"{page}send/", {"title": "再发", "text": "请勿转账。"}).status_code == 422


def test_a_warning_is_set_aside_with_a_reason_and_other_kinds_propose_none(town) -> None:
    fraud()
    street(key="2")
    relay()
    warning = Warning.objects.get()

    with pytest.raises(BadInput):
        circles.dismiss(warning.pk, " ", by=town.officer)
    assert circles.dismiss(warning.pk, "误报", by=town.officer).state == "dismissed"
    assert not circles.warned(MICRO)
