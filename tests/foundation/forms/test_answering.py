"""Which answers fit a form: every kind at its bound, conditions, stops."""

from datetime import date

import pytest

from lianzhi.foundation.forms.rules.answering import check
from lianzhi.foundation.forms.rules.spec import load
from lianzhi.foundation.forms.rules.telling import lines

TODAY = date(2026, 11, 22)
CHOICES = [
    {"code": "in", "label": {"zh": "里", "en": "inside"}},
    {"code": "out", "label": {"zh": "外", "en": "outside"}},
]


def form(*fields):
    whole = [{"label": {"zh": "问", "en": "Asked"}} | field for field in fields]
    return load({"code": "f", "version": 1, "name": {"zh": "表"}, "fields": whole}, "t")


def answer(field, *sent):
    found = check(form({"code": "x", **field}), {"x": sent}, TODAY)
    return found.values.get("x"), found.problems.get("x")


GOOD = [
    ({"kind": "text", "longest": 3}, ["三个字"], "三个字"),
    ({"kind": "text"}, ["  边上的空格 "], "边上的空格"),
    ({"kind": "long_text"}, ["一\r\n二"], "一\n二"),
    ({"kind": "number", "least": 1, "most": 9}, ["1"], 1),
    ({"kind": "number", "least": 1, "most": 9}, ["9"], 9),
    ({"kind": "number", "decimals": 1}, ["0.1"], 0.1),
    ({"kind": "number"}, ["1,200"], 1200),
    ({"kind": "number", "decimals": 2}, ["3.00"], 3),
    ({"kind": "date", "past": True}, ["2026-11-22"], "2026-11-22"),
    ({"kind": "date"}, ["2027-01-01"], "2027-01-01"),
    ({"kind": "time"}, ["08:30"], "08:30"),
    ({"kind": "choice", "choices": CHOICES}, ["out"], "out"),
    ({"kind": "multi", "choices": CHOICES}, ["out", "in", "out"], ["in", "out"]),
    ({"kind": "yes_no"}, ["no"], "no"),
    ({"kind": "photo"}, ["a1", "a1", "b2"], ["a1", "b2"]),
]


@pytest.mark.parametrize(("field", "sent", "kept"), GOOD)
def test_what_fits_is_kept_as_plain_json(field, sent, kept):
    value, problem = answer(field, *sent)
    assert (value, problem) == (kept, None)
    assert type(value) is type(kept)


BAD = [
    ({"kind": "text", "longest": 3}, ["四个字了"]),
    ({"kind": "text"}, ["a\x00b"]),
    ({"kind": "number", "least": 1}, ["0"]),
    ({"kind": "number", "most": 9}, ["10"]),
    ({"kind": "number"}, ["1.5"]),
    ({"kind": "number", "decimals": 1}, ["1.55"]),
    ({"kind": "number"}, ["NaN"]),
    ({"kind": "number"}, ["1e400"]),
    ({"kind": "number"}, ["多"]),
    ({"kind": "date"}, ["22.11.2026"]),
    ({"kind": "date", "past": True}, ["2026-11-23"]),
    ({"kind": "time"}, ["25:00"]),
    ({"kind": "choice", "choices": CHOICES}, ["gone"]),
    ({"kind": "multi", "choices": CHOICES}, ["in", "gone"]),
    ({"kind": "yes_no"}, ["maybe"]),
    ({"kind": "photo"}, [str(n) for n in range(10)]),
]


@pytest.mark.parametrize(("field", "sent"), BAD)
def test_what_does_not_fit_is_named_and_not_kept(field, sent):
    value, problem = answer(field, *sent)
    assert value is None
    assert problem.message % problem.params if problem.params else problem.message


@pytest.mark.parametrize("sent", [[], [""], ["   "]])
def test_a_required_question_needs_an_answer_and_another_does_not(sent):
    assert answer({"kind": "text", "required": True}, *sent)[1] is not None
    assert answer({"kind": "text"}, *sent) == (None, None)


DEPENDENT = form(
    {"code": "a", "kind": "yes_no"},
    {"code": "b", "kind": "number", "required": True, "shown_when": [{"field": "a", "is": ["yes"]}]},
    {"code": "c", "kind": "stop", "call": "119", "shown_when": [{"field": "b", "at_least": 5}]},
    {"code": "d", "kind": "text", "shown_when": [{"field": "b", "at_most": 4}]},
)


def test_a_hidden_question_is_neither_required_nor_answered():
    found = check(DEPENDENT, {"a": ["no"], "b": ["7"], "d": ["x"]}, TODAY)
    assert (found.values, found.fine) == ({"a": "no"}, True)


def test_a_question_behind_a_hidden_one_is_hidden_too():
    found = check(DEPENDENT, {"b": ["7"]}, TODAY)
    assert (found.values, found.stops, found.shown) == ({}, [], ["a"])


@pytest.mark.parametrize(("number", "stopped", "shown"), [("4", False, "d"), ("5", True, "c")])
def test_conditions_turn_at_their_bound(number, stopped, shown):
    found = check(DEPENDENT, {"a": ["yes"], "b": [number]}, TODAY)
    assert (bool(found.stops), shown in found.shown) == (stopped, True)


def test_a_form_that_was_only_proposed_requires_nothing_and_stops_nobody():
    assert check(DEPENDENT, {"a": ["yes"], "b": ["5"]}, TODAY, binding=False).fine
    assert check(DEPENDENT, {"a": ["yes"]}, TODAY, binding=False).fine
    assert not check(DEPENDENT, {"a": ["yes"]}, TODAY).fine


def test_answers_are_told_in_words_in_the_forms_order():
    asked = form(
        {"code": "n", "kind": "number", "unit": {"zh": "户", "en": "households"}},
        {"code": "m", "kind": "multi", "choices": CHOICES},
        {"code": "y", "kind": "yes_no"},
        {"code": "p", "kind": "photo"},
    )
    told = lines(asked, {"y": "no", "n": 3, "m": ["in", "out"], "p": ["id1"]}, "en", lambda text: text)
    assert [line.text for line in told] == ["3 households", "inside, outside", "no", "1"]
    assert told[-1].photos == ("id1",)
