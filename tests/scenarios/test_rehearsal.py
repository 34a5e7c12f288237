"""The rehearsal finds what an example says wrongly, and leaves nothing behind."""

import pytest

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import NotFound
from lianzhi.scenarios import packages, rehearsal
from lianzhi.scenarios.cli import table
from lianzhi.scenarios.contracts import Checked
from lianzhi.scenarios.rules.example import ExampleFile

pytestmark = pytest.mark.django_db
GIVEN = {"text": "厨房水管接头漏水，地上都是水。", "category": "repair-water", "duty": {"lead": "property"}}
ACCEPT = {"as": "worker", "unit": "property", "do": "accept"}


def rehearsed(given: dict, acts: list, then: dict) -> list[str]:
    """The problems of one example of 邻里E家."""
    example = {"code": "x", "name": {"zh": "例", "en": "x"}, "given": given, "acts": acts, "then": then}
    file = ExampleFile.model_validate({"scenario": "neighbour_home", "examples": [example]})
    package = packages.load(packages.ROOT / "neighbour_home")
    with rehearsal.rolled_back():
        cases.publish_flows(rehearsal.ROOT)
        cases.load_categories(rehearsal.ROOT)
        changed = type(package)(package.spec, package.folder, package.flow, tuple(file.examples))
        return list(rehearsal.check(changed)[1].problems)


WRONG = [
    ([], {"state": "closed"}, "state is dispatched, should be closed"),
    ([], {"state": "dispatched", "units": ["gas"]}, "units is ['property'], should be ['gas']"),
    ([], {"state": "dispatched", "due": "2026-11-23 14:00"}, "due is 2026-11-23 15:00, should be 2026-11-23 14:00"),
    ([], {"state": "dispatched", "dispatched_by_machine": False}, "dispatched_by_machine is True, should be False"),
    ([], {"refused": "cases.outside"}, "the report was taken in, should be refused with cases.outside"),
    ([ACCEPT | {"refused": "access.lacking"}], {"state": "handling"}, "act 1 (worker accept): was done, should be refused"),
    ([ACCEPT | {"state": "done"}], {"state": "done"}, "act 1 (worker accept): led to handling, should be done"),
    ([{"as": "stranger", "do": "rate", "grade": 1}], {"state": "rated"}, "refused with worklist.wrong_state, should be done"),
    (
        [{"as": "duty", "do": "close", "answer": "好了。", "refused": "worklist.needs_answer"}],
        {"state": "dispatched"},
        "refused with worklist.wrong_state, should be worklist.needs_answer",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "then", "said"), WRONG, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_an_example_that_says_something_else_is_found(acts, then, said) -> None:
    problems = rehearsed(GIVEN, acts, then)

    assert len(problems) == 1
    assert said in problems[0]


def test_a_refusal_of_the_report_with_another_code_is_found() -> None:
    problems = rehearsed(GIVEN | {"place": "outside"}, [], {"refused": "cases.category"})

    assert problems == ["the report was refused (cases.outside), should be cases.category"]


def test_checking_everything_leaves_nothing_behind() -> None:
    found = rehearsal.check_all()

    assert all(row.ok for row in found), [row for row in found if not row.ok]
    assert cases.categories() == []
    assert cases.intakes() == []
    with pytest.raises(NotFound):
        worklist.states("neighbour_home")


def test_the_table_counts_and_names_what_is_wrong() -> None:
    rows = [
        Checked("repair", "", "报修", warnings=("not multi-cross: only one department takes part",)),
        Checked("repair", "good", "好例"),
        Checked("repair", "bad", "坏例", problems=("state is received, should be closed",)),
        Checked(
            "broken", "", "broken", problems=("broken/scenario.yaml cannot be used: name: Field required",)
        ),
    ]

    text = table(rows)

    assert "repair                      2      1      1  报修" in text
    assert "warning  not multi-cross" in text
    assert "wrong    bad: 坏例" in text
    assert "state is received, should be closed" in text
    assert "good" not in text
    assert "broken/scenario.yaml cannot be used" in text


def test_the_command_ends_well_when_all_is_right() -> None:
    from click.testing import CliRunner

    from lianzhi.scenarios.cli import scenarios

    result = CliRunner().invoke(scenarios, ["check"])

    assert result.exit_code == 0, result.output
    assert "neighbour_home" in result.output
