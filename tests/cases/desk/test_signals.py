"""Imported messages on the desk: found by what is asked, a label set by a person, one case from each."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import ROLES, ROOT, browser

from lianzhi.cases.actions.signals import open_case
from lianzhi.cases.models import Case, Signal, SignalSearchRow
from lianzhi.cases.searching import keep_signals
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit

LAMP, RUBBISH, OPEN = "三号楼门口路灯坏了三天。", "小区北门垃圾没人清运。", "想咨询一下办事流程。"


@pytest.fixture
def signals(town) -> dict[str, Signal]:
    """One the machine is sure of, one it is not, one without a label, and a report that is no message."""
    access.save_role(
        "duty", name_zh="duty", permissions=[*ROLES["duty"], "signals.see", "signals.label"], by=ROOT
    )
    access.save_role("reader", name_zh="reader", permissions=[*ROLES["reader"], "signals.see"], by=ROOT)
    rows = {
        "sure": ("hotline", "H-1", LAMP, "城乡建设", 0.93),
        "unsure": ("hotline", "H-2", RUBBISH, "环境保护", 0.55),
        "bare": ("letters", "L-1", OPEN, "", None),
        "snap": ("snap", "s-1", "随手拍的一件事情。", "", None),
    }
    made = {
        name: Signal.objects.create(
            source=source, message=source != "snap", external_id=number, author=f"u-{number}",
            title=text[:8], text=text, label=label,
            confidence=share, label_by="machine" if label else "", runner_up="交通运输" if label else "",
            received_at=datetime(2026, 11, 20, tzinfo=UTC),
        )
        for name, (source, number, text, label, share) in rows.items()
    }  # fmt: skip
    keep_signals(list(made.values()))
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"H-1", "H-2", "L-1"}),
        ({"source": "letters"}, {"L-1"}),
        ({"label": "环境保护"}, {"H-2"}),
        ({"doubtful": "1"}, {"H-2", "L-1"}),
        ({"q": "路灯"}, {"H-1"}),
        ({"q": "u-H-2"}, {"H-2"}),
        ({"q": "L-1"}, {"L-1"}),
        ({"q": "路灯", "source": "letters"}, set()),
    ],
)
def test_the_search_finds_messages_by_what_is_asked(signals, duty, asked, found) -> None:
    page = duty.get("/desk/signals/", asked).context["page"]

    assert {signal.external_id for signal in page.object_list} == found


def test_an_empty_search_says_so(signals, duty) -> None:
    assert "No message fits the search" in duty.get("/desk/signals/", {"q": "xyz"}).content.decode()


def test_confidence_is_shown_and_what_needs_a_person_is_marked(signals, duty) -> None:
    page = duty.get("/desk/signals/").content.decode()
    parts = {
        number: page[page.index(f'id="label-{signals[name].pk}"') :][:600]
        for name, number in (("sure", 93), ("unsure", 55))
    }

    assert "Automatic 93 %" in parts[93] and "needs a person" not in parts[93]
    assert "Automatic 55 %" in parts[55] and "needs a person" in parts[55]
    assert "second choice: 交通运输" in page
    assert "No label yet" in page


def test_a_corrected_label_is_a_persons_and_the_trail_keeps_the_machines(signals, duty, town) -> None:
    unsure = signals["unsure"]
    answer = duty.post(
        f"/desk/signals/{unsure.pk}/label/", {"label": " 城乡建设 "}, headers={"HX-Request": "true"}
    )
    unsure.refresh_from_db()

    assert (unsure.label, unsure.label_by, unsure.confidence) == ("城乡建设", "person", None)
    assert "Set by a person" in answer.content.decode()
    assert "needs a person" not in answer.content.decode()
    [entry] = audit.trail(f"signal:{unsure.pk}")
    assert (entry.actor_id, entry.action, entry.detail["label"]) == (
        town.duty.id,
        "signals.label",
        "城乡建设",
    )
    assert entry.detail["before"] == {"label": "环境保护", "by": "machine", "confidence": 0.55}


def test_without_scripts_the_correction_leads_back_to_the_list(signals, duty) -> None:
    answer = duty.post(f"/desk/signals/{signals['bare'].pk}/label/", {"label": "政务服务"})

    assert (answer.status_code, answer.url) == (302, "/desk/signals/")


@pytest.mark.parametrize("label", ["", "   ", "长" * 61])
def test_no_label_or_one_too_long_is_refused_and_changes_nothing(signals, duty, label) -> None:
    sure = signals["sure"]
    answer = duty.post(f"/desk/signals/{sure.pk}/label/", {"label": label}, headers={"HX-Request": "true"})
    sure.refresh_from_db()

    assert answer.status_code == 422 or answer.status_code == 400
    assert (sure.label, sure.confidence) == ("城乡建设", 0.93)
    assert audit.trail(f"signal:{sure.pk}") == []


def test_a_case_is_opened_once_however_often_the_button_is_pressed(signals, duty) -> None:
    lamp = signals["sure"]
    answers = [duty.post(f"/desk/signals/{lamp.pk}/case/") for _press in range(3)]
    case = Case.objects.get()
    lamp.refresh_from_db()

    assert {answer.url for answer in answers} == {f"/desk/case/{case.number}/"}
    assert (case.text, case.source, lamp.case_id) == (LAMP, "hotline", case.pk)
    assert lamp.text == LAMP and lamp.label == "城乡建设"
    page = duty.get("/desk/signals/").content.decode()
    assert f'href="/desk/case/{case.number}/"' in page
    assert f"/desk/signals/{lamp.pk}/case/" not in page


def test_a_message_that_is_not_there_is_not_found(signals, duty) -> None:
    assert duty.post("/desk/signals/99999/case/").status_code == 404
    assert not Case.objects.exists()


def test_who_may_only_look_sees_labels_and_changes_nothing(signals, town) -> None:
    reader, lamp = browser(town.reader), signals["sure"]
    page = reader.get("/desk/signals/").content.decode()

    assert LAMP in page
    assert "/label/" not in page and "/case/" not in page
    assert reader.post(f"/desk/signals/{lamp.pk}/label/", {"label": "x"}).status_code == 403
    assert reader.post(f"/desk/signals/{lamp.pk}/case/").status_code == 403
    lamp.refresh_from_db()
    assert (lamp.label, Case.objects.count()) == ("城乡建设", 0)


def test_without_the_permission_there_is_no_list(signals, town) -> None:
    assert browser(town.workers["works"]).get("/desk/signals/").status_code == 403


def test_the_list_costs_no_query_for_each_message(signals, duty) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert duty.get("/desk/signals/").status_code == 200
        return len(seen)

    queries()
    before = queries()
    for number in range(5):
        Signal.objects.create(source="hotline", external_id=f"n-{number}", title="t", text=LAMP, message=True)

    assert queries() == before


def test_messages_are_paged_by_their_place_with_a_bounded_total(signals, duty) -> None:
    Signal.objects.all().delete()
    for number in range(55):
        Signal.objects.create(source="file", external_id=f"p{number}", text=LAMP, message=True)
    first = duty.get("/desk/signals/").context["page"]
    second = duty.get(f"/desk/signals/?page=2&after={first.after}").context["page"]
    assert (len(first.object_list), len(second.object_list), first.total) == (50, 5, 55)
    assert not {row.id for row in first.object_list} & {row.id for row in second.object_list}


@pytest.mark.parametrize(
    "source",
    ["resident", "counter", "phone", "grid", "split", "open311", "api", "sensing", "safety", "simulation"],
)
def test_what_came_as_a_case_is_no_message_whatever_its_way_in(town, signals, duty, source) -> None:
    """It is read within the case's own reach only; the list of messages has no area."""
    case = town.report(source=source, external_id="r-9")

    signal = Signal.objects.get(case=case.id)
    listed = duty.get("/desk/signals/").context["page"].object_list
    found = duty.get("/desk/signals/", {"q": "地砖"}).context["page"].object_list
    assert not signal.message and "r-9" not in {one.external_id for one in [*listed, *found]}


def test_a_message_stays_one_when_a_case_was_made_of_it(town, signals, duty) -> None:
    open_case(signals["sure"].pk, by=town.duty)

    assert "H-1" in {one.external_id for one in duty.get("/desk/signals/").context["page"].object_list}


def test_reports_that_stood_among_the_messages_are_taken_out(town, signals, duty) -> None:
    """What the migration does to a town that kept them there; imported messages stay, also with a case."""
    case = town.report(source="resident", external_id="r-1")
    open_case(signals["sure"].pk, by=town.duty)
    old = Signal.objects.get(case=case.id)
    old.message = True
    old.save()
    keep_signals([old])
    assert found(duty, "地砖") == {"r-1"}

    import_module("lianzhi.cases.migrations.0027_reports_are_no_messages").unmark(apps, Schema)

    assert not Signal.objects.get(pk=old.pk).message and found(duty, "") == {"H-1", "H-2", "L-1"}
    assert SignalSearchRow.objects.filter(pk=old.pk).count() == 0


class Schema:
    @staticmethod
    def execute(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def found(client, words: str) -> set[str]:
    page = client.get("/desk/signals/", {"q": words} if words else {}).context["page"]
    return {signal.external_id for signal in page.object_list}
