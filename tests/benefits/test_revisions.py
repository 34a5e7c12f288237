"""Policies are revised in the browser: written, tried, weighed, published by a second person.  R-230, R-210; issue 5 part 2."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from support.deciding import AS_OF, USUAL, columns_of
from support.desk import browser
from support.paying import TOWN, _actor

from lianzhi.benefits import at_hand, books
from lianzhi.benefits.access import PUBLISH, REVISE, SEE
from lianzhi.benefits.actions import revising
from lianzhi.benefits.models import RevisedText, Revision, Run
from lianzhi.benefits.queries import revisions
from lianzhi.benefits.rules.people import Population
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState

OLD, STANDARDS = "old_age.yaml", "standards.yaml"
HIGHER = ("ELSE 10000 END", "ELSE 12000 END")
ROWS = [
    ("满80岁多一天, true, true, 1946-11-29, 10, 10000", "满80岁多一天, true, true, 1946-11-29, 10, 12000")
]


class Desk:
    """Who writes, who publishes, who may do both, who only reads."""

    def __init__(self) -> None:
        self.writer = _actor("r-writer", [SEE, REVISE], TOWN)
        self.head = _actor("r-head", [SEE, PUBLISH], TOWN)
        self.both = _actor("r-both", [SEE, REVISE, PUBLISH], TOWN)
        self.reader = _actor("r-reader", [SEE], TOWN)

    def begin(self, *texts: tuple[str, str], by=None) -> str:
        code = revising.begin(title="高龄津贴提标", reason="示例文号〔2026〕9号", by=by or self.writer)
        for file, text in texts:
            revising.write(code, file, text, seen=0, by=by or self.writer)
        return code

    def published(self, *texts: tuple[str, str]) -> int:
        code = self.begin(*texts)
        revising.ask(code, by=self.writer)
        return revising.publish(code, by=self.head)


@pytest.fixture
def desk(money) -> Desk:
    return Desk()


def text(file: str = OLD, *changes: tuple[str, str]) -> str:
    found = books.files()[file]
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    return found


def higher() -> str:
    """12,000 fen in place of 10,000, and the examples say so."""
    return re.sub(r", 10000\]", ", 12000]", text(OLD, HIGHER))


def another() -> str:
    """A policy of its own beside the old one."""
    return text(
        OLD,
        ("编码: old_age", "编码: older_age"),
        ("高龄津贴", "长寿津贴"),
        ("{择高: 生活类, 按: 发放}", "{可兼得: old_age}"),
    )


def amount() -> str:
    return next(p for p in books.library().policies if p.code == "old_age").amount.tree.text


# ---- the way of a revision ----------------------------------------------------------------------------


def test_what_a_second_person_publishes_is_in_force_at_once(desk) -> None:
    before = books.pack()
    assert desk.published((OLD, higher())) == 1

    assert "12000" in amount() and books.pack().serial == 1
    assert (
        before.library.policies[0].digest == books.library().policies[0].digest
    )  # the others are as they were
    row = Revision.objects.get()
    assert (row.state, row.published_by, row.by) == ("published", desk.head.id, desk.writer.id)
    assert Event.objects.get(name="benefits.rules_published").payload["files"] == [OLD]
    assert Run.objects.get().state == "waiting"
    assert Entry.objects.get(action="benefits.publish_revision").actor_id == desk.head.id


def test_whoever_wrote_in_it_does_not_publish_it(desk) -> None:
    code = desk.begin((OLD, higher()))
    revising.write(code, STANDARDS, text(STANDARDS), seen=0, by=desk.both)
    revising.ask(code, by=desk.writer)
    with pytest.raises(NotAllowed) as refused:
        revising.publish(code, by=desk.both)
    assert refused.value.code == "benefits.own_revision"
    with pytest.raises(NotAllowed):
        revising.publish(code, by=desk.writer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.update(state="published", serial=1, published_by=desk.writer.id)
    assert books.pack().serial == 0
    revising.publish(code, by=desk.head)


def test_nobody_publishes_a_draft(desk) -> None:
    code = desk.begin((OLD, higher()))
    with pytest.raises(WrongState):
        revising.publish(code, by=desk.head)


def test_a_draft_that_does_not_hold_is_not_handed_over(desk) -> None:
    for broken, says in (
        (text(OLD, HIGHER), "should give"),
        (text(OLD, ("年龄 ≥ 80", "年龄段 ≥ 80")), "年龄"),
        ("a: [", "cannot be read"),
        (text(OLD, ("编码: old_age", "编码: older")), "called otherwise"),
    ):
        code = desk.begin((OLD, broken))
        with pytest.raises(BadInput) as refused:
            revising.ask(code, by=desk.writer)
        assert says in str(refused.value)
        assert Revision.objects.get(code=code).state == "drafting"


def test_a_revision_that_changes_nothing_is_not_handed_over(desk) -> None:
    for texts in ((), ((OLD, text()),)):
        code = desk.begin(*texts)
        with pytest.raises(WrongState) as refused:
            revising.ask(code, by=desk.writer)
        assert refused.value.code == "benefits.nothing_revised"


def test_the_second_of_two_is_checked_anew(desk) -> None:
    first, second = desk.begin((OLD, higher())), desk.begin((STANDARDS, text(STANDARDS) + "\n# 复核\n"))
    for code in (first, second):
        revising.ask(code, by=desk.writer)
    revising.publish(first, by=desk.head)
    with pytest.raises(WrongState) as refused:
        revising.publish(second, by=desk.head)
    assert refused.value.code == "benefits.rules_moved"
    revising.send_back(second, reason="请重新核对", by=desk.head)
    revising.ask(second, by=desk.writer)
    assert revising.publish(second, by=desk.head) == 2
    assert "12000" in amount()


def test_two_who_publish_at_one_instant(desk, monkeypatch) -> None:
    """The number is taken between look and write: the database refuses the second."""
    first, second = desk.begin((OLD, higher())), desk.begin((STANDARDS, text(STANDARDS) + "\n# 复核\n"))
    for code in (first, second):
        revising.ask(code, by=desk.writer)
    revising.publish(first, by=desk.head)
    monkeypatch.setattr(books, "newest", lambda: (0, ""))
    with pytest.raises(WrongState) as refused:
        revising.publish(second, by=desk.head)
    assert refused.value.code == "benefits.rules_moved" and Revision.objects.get(code=second).state == "asked"


def test_a_text_that_somebody_else_has_written_meanwhile_is_not_lost(desk) -> None:
    code = desk.begin((OLD, higher()))
    assert revising.write(code, OLD, higher() + "# 乙\n", seen=1, by=desk.both) == 2
    with pytest.raises(WrongState):
        revising.write(code, OLD, higher() + "# 甲\n", seen=1, by=desk.writer)
    assert RevisedText.objects.get().text.endswith("# 乙\n")


@pytest.mark.parametrize(
    "file", ["catalogue.yaml.bak", "../x.yaml", "X.yaml", "order.txt", ".yaml", "a" * 60 + ".yaml"]
)
def test_a_file_is_called_as_a_policy(desk, file) -> None:
    with pytest.raises(BadInput):
        revising.write(desk.begin(), file, text(), seen=0, by=desk.writer)


def test_the_catalogue_is_no_policy(desk) -> None:
    """What may be looked at comes with the platform; a draft of it holds nothing."""
    code = desk.begin(("catalogue.yaml", text("catalogue.yaml") + "\n# x\n"))
    with pytest.raises(BadInput):
        revising.ask(code, by=desk.writer)


RIGHTS = [
    ("begin", lambda desk, _code, by: revising.begin(title="a", reason="b", by=by), {"writer", "both"}),
    ("write", lambda desk, code, by: revising.write(code, OLD, "a: 1", seen=1, by=by), {"writer", "both"}),
    ("leave out", lambda desk, code, by: revising.leave_out(code, OLD, by=by), {"writer", "both"}),
    ("ask", lambda desk, code, by: revising.ask(code, by=by), {"writer", "both"}),
    ("withdraw", lambda desk, code, by: revising.withdraw(code, by=by), {"writer", "both"}),
]


@pytest.mark.parametrize(("act", "may"), [row[1:] for row in RIGHTS], ids=[row[0] for row in RIGHTS])
@pytest.mark.parametrize("who", ["writer", "head", "both", "reader"])
def test_who_may(desk, act, may, who) -> None:
    code = desk.begin((OLD, higher()))
    if who in may:
        act(desk, code, getattr(desk, who))
        return
    with pytest.raises(NotAllowed):
        act(desk, code, getattr(desk, who))


def test_what_is_not_there(desk) -> None:
    with pytest.raises(NotFound):
        revising.write("X-none", OLD, "a: 1", seen=0, by=desk.writer)
    with pytest.raises(NotFound):
        revisions.versions("none.yaml")


# ---- a new policy, an older text ----------------------------------------------------------------------


def test_a_new_policy_comes_last_and_is_matched(desk) -> None:
    new = another()
    assert desk.published(("older_age.yaml", new)) == 1
    library = books.library()
    assert library.policies[-1].code == "older_age" and len(library.policies) == 13
    assert "older_age" in library.on(AS_OF).at


def test_versions_are_kept_and_an_older_one_comes_back_as_a_revision(desk) -> None:
    shipped = text()
    desk.published((OLD, higher()))
    found = revisions.versions(OLD)
    assert [each.serial for each in found] == [1, 0] and found[1].text == shipped
    client, code = browser(desk.writer), desk.begin()
    answer = client.post(reverse("benefits:take_file_in", args=[code]), {"file": OLD, "serial": "0"})
    assert answer.status_code == 302 and RevisedText.objects.get(revision__code=code).text == shipped
    revising.ask(code, by=desk.writer)
    assert revising.publish(code, by=desk.head) == 2 and "10000 END" in amount()


# ---- what it would change -----------------------------------------------------------------------------


def population(*people: dict) -> at_hand.Current:
    library = books.library()
    rows = [USUAL | each for each in people]
    found = Population(columns_of(rows, library), np.arange(len(rows), dtype=np.int32), len(rows))
    return at_hand.Current(found.digest, tuple(f"P{n}" for n in range(len(rows))), found, library.on(AS_OF))


def test_the_impact_says_who_gains_and_who_loses(desk, monkeypatch) -> None:
    born = [date(1946, 11, 30), date(1930, 1, 1), date(1947, 6, 1), date(1986, 1, 1)]
    now = population(*({"born": day} for day in born))
    monkeypatch.setattr(at_hand, "current", lambda: now)
    stricter = text(
        OLD, ("年龄 ≥ 80", "年龄 ≥ 85"), ("WHEN 年龄 >= 90 THEN 20000", "WHEN 年龄 >= 90 THEN 21000")
    )
    found = revisions.judged({OLD: stricter})
    assert found.fault is not None  # the examples still say 80
    trial = replace(found, library=books.read({**books.files(), OLD: stricter}))
    said = revisions.worked_out(trial)
    assert (said["gain"], said["lose"], said["more"]) == (1, 1, 1_000 - 10_000)
    assert [(each["code"], each["gain"], each["lose"]) for each in said["policies"]] == [("old_age", 1, 1)]
    assert said["persons"] == 4 and said["snapshot"] == now.snapshot


def test_the_impact_is_kept_with_what_is_handed_over(desk, monkeypatch) -> None:
    monkeypatch.setattr(at_hand, "current", lambda: population({"born": date(1946, 11, 30)}))
    code = desk.begin((OLD, higher()))
    revising.ask(code, by=desk.writer)
    assert Revision.objects.get().impact["more"] == 2_000
    revising.send_back(code, reason="请核对金额", by=desk.head)
    assert Revision.objects.get().impact == {}  # of a text that will change


def test_a_policy_that_is_new_has_nobody_before(desk, monkeypatch) -> None:
    monkeypatch.setattr(at_hand, "current", lambda: population({"born": date(1946, 11, 30)}))
    new = another()
    found = revisions.judged({"older_age.yaml": new})
    assert found.fault is None
    said = revisions.worked_out(found)
    assert [
        (each["code"], each["before"]["persons"], each["after"]["persons"]) for each in said["policies"]
    ] == [("older_age", 0, 1)]


# ---- pages --------------------------------------------------------------------------------------------


def get(who, name: str, /, *values, **query) -> str:
    answer = browser(who).get(reverse(f"benefits:{name}", args=values), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_way_through_the_pages(desk, monkeypatch) -> None:
    monkeypatch.setattr(at_hand, "current", lambda: population({"born": date(1946, 11, 30)}))
    writer, head = browser(desk.writer), browser(desk.head)
    code = writer.post(reverse("benefits:new_revision"), {"title": "提标", "reason": "示例文号"}).url.split(
        "/"
    )[-2]
    answer = writer.post(reverse("benefits:take_file_in", args=[code]), {"file": OLD, "code": ""})
    assert answer.url.endswith(f"?file={OLD}")
    page = get(desk.writer, "revision", code)
    assert "data-policy-editor" in page and 'name="seen" value="1"' in page and "Nothing differs" in page
    writer.post(reverse("benefits:write_file", args=[code, OLD]), {"text": text(OLD, HIGHER), "seen": "1"})
    page = get(desk.writer, "revision", code)
    assert "should give" in page and "Differs" in page and "Mend what does not hold" in page
    writer.post(reverse("benefits:write_file", args=[code, OLD]), {"text": higher(), "seen": "2"})
    page = get(desk.writer, "revision", code, impact="1")
    assert "It holds together" in page and "20.00" in page and "Hand to a second person" in page
    writer.post(reverse("benefits:ask_revision", args=[code]))
    assert "somebody else publishes" not in get(desk.head, "revision", code)
    assert "data-policy-editor" not in get(desk.writer, "revision", code)
    assert head.post(reverse("benefits:publish_revision", args=[code])).status_code == 302
    page = get(desk.reader, "revision", code)
    assert "Published" in page and "12000" in page and "20.00" in page
    assert "As shipped" in get(desk.reader, "versions", OLD) and "12000 END" in get(
        desk.reader, "versions", OLD
    )
    assert "12000" in get(desk.reader, "policy", "old_age")


def test_what_is_written_is_judged_before_it_is_kept(desk) -> None:
    code = desk.begin((OLD, text()))
    answer = browser(desk.writer).post(
        reverse("benefits:check_draft", args=[code]),
        {"file": OLD, "text": text(OLD, ("年龄 ≥ 80", "年令 ≥ 80"))},
    )
    said, line = answer.content.decode(), text().split("\n").index("  年满80周岁:") + 1
    assert answer.status_code == 200 and f'data-fault-line="{line}"' in said and "年龄" in said
    assert RevisedText.objects.get().text == text()


def test_a_text_with_marks_is_shown_as_text(desk) -> None:
    code = desk.begin((OLD, text() + "# <script>alert(1)</script>\n"))
    assert "<script>alert(1)" not in get(desk.writer, "revision", code)
    assert "<script>alert(1)" not in get(desk.reader, "revision", code)


def test_the_list_asks_as_much_for_three_as_for_one(desk) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            get(desk.writer, "revisions")
        return len(found)

    desk.begin((OLD, higher()))
    one = asked()
    desk.begin((OLD, higher()), (STANDARDS, text(STANDARDS)))
    desk.begin()
    assert asked() == one
