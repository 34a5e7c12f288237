"""What another city's questions are answered with: lines of settings, and only what the definition names."""

import pytest

from lianzhi.exchange.rules.attributes import Wanted, fill, read
from lianzhi.kernel.errors import BadInput

WHAT = Wanted("what", "What is it?", "singlevaluelist", True, ("01", "02"))
WHEN = Wanted("when", "When?", "multivaluelist", False, ("day", "night"))
FREE = Wanted("note", "A note", "string", False)
FILLED = [
    # (their questions, lines of the settings, our answers, what is sent, what is missing)
    ([WHAT], "what=sound bang>01", {"sound": ["bang"]}, {"what": ["01"]}, []),
    ([WHAT], "what=sound bang>01", {"sound": ["hum"]}, {}, ["what"]),
    ([WHAT], "", {"what": ["02"]}, {"what": ["02"]}, []),
    ([WHAT], "", {}, {}, ["what"]),
    ([WHAT], 'what="02"', {}, {"what": ["02"]}, []),
    ([WHAT], 'what="03"', {}, {}, ["what"]),
    ([WHAT], '007/what="01"\nwhat="02"', {}, {"what": ["01"]}, []),
    ([WHAT], '008/what="01"', {}, {}, ["what"]),
    ([WHEN], "when=times", {"times": ["day", "noon", "night"]}, {"when": ["day", "night"]}, []),
    ([FREE], "note=text", {"text": ["a", "b"]}, {"note": ["a"]}, []),
    ([FREE], "", {"other": ["a"]}, {}, []),
    ([], "what=sound", {"sound": ["bang"]}, {}, []),
]


@pytest.mark.parametrize(("wanted", "lines", "answers", "sent", "missing"), FILLED)
def test_a_definition_is_filled_by_the_lines_or_by_the_same_name(
    wanted, lines, answers, sent, missing
) -> None:
    filled = fill(wanted, "007", read(lines), answers)

    assert {code: list(values) for code, values in filled.sent.items()} == sent
    assert [each.code for each in filled.missing] == missing


@pytest.mark.parametrize(
    "line", ["what", "=sound", "what=", "what=two words", 'what="open', "what=sound bang>"]
)
def test_a_line_that_cannot_be_read_is_named(line) -> None:
    with pytest.raises(BadInput) as refused:
        read(f"a=b\n{line}")
    assert refused.value.params["line"] == line
