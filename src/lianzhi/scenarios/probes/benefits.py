"""Given what the register says of one person; then what one policy says of him and the way its decision goes.  R-230, R-210, SC-62.

given: {policy, said: {item: value}}. then: {fen, way: [states], fails: [conditions]}.
"""

from typing import Any

from lianzhi.benefits import api as benefits


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    came = benefits.rehearse(given["policy"], given.get("said", {}))
    said = {"fen": came.fen, "way": list(came.way), "fails": list(came.fails)}
    return [
        f"{key} is {said[key]}, should be {wanted}" for key, wanted in then.items() if said[key] != wanted
    ]
