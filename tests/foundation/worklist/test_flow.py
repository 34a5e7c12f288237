"""A flow is data; one that could lose a matter or close it without an answer does not load."""

import copy

import pytest
from support.paths import FLOW

from lianzhi.foundation.worklist.rules.checking import load
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import BadInput

CASE = yamls.read(FLOW)


def broken(change) -> dict:
    data = copy.deepcopy(CASE)
    change(data)
    return data


def test_the_case_flow_loads_and_its_forward_road_is_the_official_one() -> None:
    flow = load(CASE, "flow_case_v1.yaml")

    assert flow.way() == [
        "received",
        "filed",
        "dispatched",
        "handling",
        "checking",
        "verified",
        "closed",
        "rated",
    ]


def _close_without_answer(data: dict) -> None:
    next(m for m in data["moves"] if m["verb"] == "close")["needs"] = []


def _unknown_guard(data: dict) -> None:
    data["moves"][0]["guards"] = ["wishful"]


def _unknown_state(data: dict) -> None:
    data["moves"][0]["to"] = "nowhere"


def _dead_end(data: dict) -> None:
    data["moves"] = [m for m in data["moves"] if m["verb"] not in ("pass", "fail")]


def _twice(data: dict) -> None:
    data["moves"].append(copy.deepcopy(data["moves"][0]))


def _nobody(data: dict) -> None:
    del data["moves"][0]["permission"]


def _unreached(data: dict) -> None:
    data["states"]["limbo"] = {"name": {"zh": "悬置", "en": "Limbo"}, "end": True}


def _no_english(data: dict) -> None:
    del data["states"]["received"]["name"]["en"]


def _unknown_key(data: dict) -> None:
    data["states"]["received"]["colour"] = "red"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_close_without_answer, "without an answer"),
        (_unknown_guard, "unknown guard 'wishful'"),
        (_unknown_state, "unknown state 'nowhere'"),
        (_dead_end, "'checking' has no way out"),
        (_twice, "two moves are called 'file' out of 'received'"),
        (_nobody, "nobody may make the move 'file'"),
        (_unreached, "no move leads to the state 'limbo'"),
        (_no_english, "states.received.name.en"),
        (_unknown_key, "states.received.colour"),
    ],
)
def test_a_flow_that_does_not_hang_together_is_refused_with_the_place(change, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        load(broken(change), "flow.yaml")

    assert said in str(refused.value)
    assert "flow.yaml" in str(refused.value)
