"""A policy officer's text is read strictly; what differs is told in words; steps go one way."""

import pytest

from lianzhi.benefits import books
from lianzhi.benefits.rules.refusing import Unusable
from lianzhi.benefits.rules.revising import (
    LONGEST,
    Revising,
    RevisionStep,
    differences,
    keeps_meetings,
    line_of,
    lines,
    read_text,
    same_name,
    step,
)
from lianzhi.kernel.errors import WrongState

OLD = "old_age.yaml"
BROKEN = [
    ("a key twice", "编码: a\n条件:\n  甲: 1\n  甲: 2\n", "L4", "is there twice"),
    ("a key twice in one line", "名称: {中: a, 中: b}\n", "L1", "is there twice"),
    ("a reference", "a: &x [1]\nb: *x\n", "L2", "references"),
    ("a bomb of references", "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "L2", "references"),
    ("no closing bracket", "a: [1, 2\nb: 3\n", "L2", "cannot be read"),
    ("a tab", "a:\n\tb: 1\n", "L2", "cannot be read"),
    ("a list", "- 1\n- 2\n", "L1", "begins with a key"),
    ("nothing", "", "L1", "begins with a key"),
    ("an object of Python", "a: !!python/object/apply:os.system [ls]\n", "L1", "cannot be read"),
    ("a list as a key", "? [1, 2]\n: 3\n", "-", "cannot be read"),
    ("too long", "a: " + "x" * LONGEST, "-", "longer than"),
]


@pytest.mark.parametrize(
    ("text", "place", "says"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_text_that_cannot_be_read_is_refused_with_its_line(text, place, says) -> None:
    with pytest.raises(Unusable) as refused:
        read_text(OLD, text)
    assert refused.value.field == place and says in str(refused.value)


def test_the_longest_text_is_read() -> None:
    assert len(read_text(OLD, "a: " + "x" * (LONGEST - 3))["a"]) == LONGEST - 3


def test_every_shipped_file_is_read_strictly() -> None:
    assert all(read_text(name, text) for name, text in books.shipped().items() if name != books.ORDER_FILE)


DIFFERENCES = [
    ("a value", {"a": 1}, {"a": 2}, [(("a",), 1, 2, "changed")]),
    ("nothing", {"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, []),
    ("a key more", {"a": 1}, {"a": 1, "b": True}, [(("b",), None, True, "added")]),
    ("a whole part more", {}, {"条件": {"甲": {"式": "健在"}}}, [(("条件", "甲", "式"), None, "健在", "added")]),
    ("a key less", {"a": 1, "b": 2}, {"a": 1}, [(("b",), 2, None, "removed")]),
    ("a plain list", {"a": [1, 2]}, {"a": [1, 3, None]}, [(("a",), "1, 2", "1, 3, ~", "changed")]),
    (
        "rows of examples by their name", {"行": [["甲", 1], ["乙", 2]]}, {"行": [["乙", 3], ["甲", 1]]},
        [(("行", "乙"), "2", "3", "changed")],
    ),
    (
        "members of a list by what they begin with", {"依据": [{"文件": "甲", "核实": False}]},
        {"依据": [{"文件": "甲", "核实": True}, {"文件": "乙", "核实": False}]},
        [
            (("依据", "甲", "核实"), False, True, "changed"), (("依据", "乙", "文件"), None, "乙", "added"),
            (("依据", "乙", "核实"), None, False, "added"),
        ],
    ),
    (
        "twice the same beginning", {"行": []}, {"行": [{"自": 1}, {"自": 1}]},
        [(("行", "1", "自"), None, 1, "added"), (("行", "1 (2)", "自"), None, 1, "added")],
    ),
    ("a value that becomes a part", {"a": 1}, {"a": {"b": 2}}, [(("a",), 1, {"b": 2}, "changed")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "told"), [row[1:] for row in DIFFERENCES], ids=[row[0] for row in DIFFERENCES]
)
def test_what_differs(before, after, told) -> None:
    found = differences(before, after)
    assert [(each.path, each.before, each.after, each.kind) for each in found] == told


def test_fen_are_known_by_their_key() -> None:
    found = differences(
        {"低保标准": {"行": [{"自": 1, "值": 100}]}, "公示天数": 1},
        {"低保标准": {"行": [{"自": 1, "值": 120}]}, "公示天数": 2},
    )
    assert [each.money for each in found] == [True, False]


def test_lines_carry_their_sign() -> None:
    assert lines("a\nb\nc", "a\nx\nc") == [("@", ""), (" ", "a"), ("-", "b"), ("+", "x"), (" ", "c")]
    assert lines("a", "a") == []


@pytest.mark.parametrize(("place", "line"), [("L2", 2), ("b", 2), ("nowhere", 0), ("", 0), ("Lx", 0)])
def test_the_line_of_a_place(place, line) -> None:
    assert line_of("a\nb\n", place) == line


LAWFUL = {
    ("drafting", "write"): "drafting", ("drafting", "ask"): "asked", ("drafting", "withdraw"): "withdrawn",
    ("asked", "back"): "drafting", ("asked", "publish"): "published", ("asked", "withdraw"): "withdrawn",
}  # fmt: skip


@pytest.mark.parametrize("state", Revising)
@pytest.mark.parametrize("what", RevisionStep)
def test_a_step_is_made_where_it_is_lawful_and_nowhere_else(state, what) -> None:
    to = LAWFUL.get((state.value, what.value))
    if to:
        assert step(state, what) == to
        return
    with pytest.raises(WrongState):
        step(state, what)


def _with(file: str, *changes: tuple[str, str]) -> books.Library:
    text = books.shipped()[file]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return books.read({**books.shipped(), file: text})


def test_the_meeting_stays() -> None:
    before = books.read(books.shipped())
    with pytest.raises(Unusable, match="cannot be taken out"):
        keeps_meetings(before, _with("subsistence.yaml", ("集体研究: true", "集体研究: false")))
    keeps_meetings(before, before)
    keeps_meetings(before, _with(OLD, ("集体研究: false", "集体研究: true"), ("即时: true", "即时: false")))


def test_a_file_is_called_as_its_policy() -> None:
    with pytest.raises(Unusable, match="called otherwise"):
        same_name(_with(OLD, ("编码: old_age", "编码: older_age")), {OLD})
    same_name(_with(OLD), {OLD})
