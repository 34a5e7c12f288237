"""Rule books: the ones in force are sound, a wrong one is refused with its place, missing values hold nothing."""

import pytest

from lianzhi.kernel.errors import BadInput
from lianzhi.safety import books
from lianzhi.safety.rules.book import catalogue, read_book, readings, reasons

KNOWN = catalogue({"people": {"kind": "number", "zh": "人数", "en": "Persons"}})


def data(**rule: object) -> dict:
    said = {
        "code": "many", "name": {"zh": "人多", "en": "Many"}, "level": "red", "when": "people >= 8",
        "basis": {"text": "试", "verified": False},
    }  # fmt: skip
    return {"version": 1, "rules": [said | rule]}


@pytest.mark.parametrize(("people", "held"), [(7, []), (8, ["many"]), (None, [])])
def test_a_rule_holds_from_its_threshold_on_and_never_without_a_value(people, held) -> None:
    book = read_book(data(), KNOWN, "x.yaml")

    assert [reason.rule.code for reason in reasons(book, {"people": people})] == held


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"when": "person >= 8"}, "person"),
        ({"when": "people = 'x'"}, "many"),
        ({"when": "people"}, "many"),
        ({"level": "orange"}, "level"),
        ({"colour": "red"}, "colour"),
        ({"basis": {"text": "x"}}, "verified"),
    ],
)
def test_a_wrong_rule_is_refused_with_file_and_place(wrong, said) -> None:
    with pytest.raises(BadInput) as refused:
        read_book(data(**wrong), KNOWN, "x.yaml")

    assert "x.yaml" in str(refused.value) and said in str(refused.value)


def test_one_code_stands_once() -> None:
    with pytest.raises(BadInput, match="twice"):
        read_book({"version": 1, "rules": data()["rules"] * 2}, KNOWN, "x.yaml")


@pytest.mark.parametrize("name", [books.RISK, books.CYLINDER])
def test_the_books_in_force_are_read_and_say_for_each_rule_whether_it_was_confirmed(name) -> None:
    for version, book in books.versions(name).items():
        assert book.version == version
        assert all(rule.basis and isinstance(rule.verified, bool) for rule in book.rules.values())


def test_a_reason_is_told_in_both_languages_with_its_values() -> None:
    rule = books.risk_book().rules["shared-let-room"]
    found = readings(rule, {"most_in_let_room": 6, "least_area_in_let_room": 10})

    assert [each.held for each in found] == [True, True]
    assert "6" not in found[0].zh and found[0].values == {"most_in_let_room": 6}
    assert found[0].zh.startswith("出租房") and found[0].en.startswith("Most persons")
