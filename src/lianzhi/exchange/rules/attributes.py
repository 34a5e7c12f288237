"""What another city's service definition asks, answered from the answers on our case.  R-110; GeoReport v2, attributes.

Pure. The settings of a city say what answers what, one in each line:

    what=sound                           their attribute, our question of another name
    001/what=sound bang>01 hum>02        for their service 001 only; our answers in their words
    permit="no"                          always this

An attribute without a line is answered by our question of the same name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lianzhi.kernel.errors import N_, BadInput

LISTS = frozenset({"singlevaluelist", "multivaluelist"})
LINE = re.compile(
    r"^\s*(?P<theirs>\S+?)\s*=\s*(?:\"(?P<fixed>[^\"]*)\"|(?P<ours>\w+)(?P<words>(?:\s+\S+>\S+)*))\s*$"
)
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One attribute of their definition. ``keys``: the values of a list."""

    code: str
    label: str
    datatype: str
    required: bool
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """``sent``: by their code. ``missing``: what they require and we cannot say."""

    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: tuple[Wanted, ...] = ()


def read(text: str) -> dict[str, str]:
    """The lines of the settings: their attribute -> what answers it. Raises BadInput with the line."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        said = LINE.match(line)
        if said is None:
            raise BadInput(
                "exchange.attribute_line",
                N_("This line cannot be read: %(line)s"),
                way_out=N_('Write their attribute = our question, such as what=sound, or what="yes".'),
                field="attributes",
                params={"line": line[:60]},
            )
        found[said["theirs"]] = line.partition("=")[2].strip()
    return found


def fill(
    wanted: Sequence[Wanted], service: str, lines: Mapping[str, str], answers: Mapping[str, Sequence[str]]
) -> Filled:
    """Only what their definition names is sent, and of a list only what it holds."""
    sent: dict[str, Sequence[str]] = {}
    for each in wanted:
        line = lines.get(f"{service}/{each.code}", lines.get(each.code, each.code))
        values = [value[:LONGEST] for value in _said(line, answers) if value and _fits(each, value)]
        if values:
            sent[each.code] = values if each.datatype == "multivaluelist" else values[:1]
    return Filled(sent, tuple(each for each in wanted if each.required and each.code not in sent))


def _said(line: str, answers: Mapping[str, Sequence[str]]) -> Sequence[str]:
    said = LINE.match(f"x={line}")
    if said is None:
        return ()
    if said["fixed"] is not None:
        return (said["fixed"],)
    words = dict(word.split(">", 1) for word in said["words"].split())
    return [words.get(value, value) for value in answers.get(said["ours"], ())]


def _fits(wanted: Wanted, value: str) -> bool:
    return wanted.datatype not in LISTS or not wanted.keys or value in wanted.keys
