"""Hold the REST interface to its own OpenAPI document: schemathesis, every operation, every role.  Issue bar.

Half of the requests are valid by the document and half are not. Half name a case and a move that exist, or all would
end at the door. A 5xx, a status or media type that the document does not list, an answer that its schema does not
allow, and a broken request that was taken all count as failures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import negated_parameters
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianzhi.kernel import yamls
from support.paths import FLOW

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
VERBS = sorted({move["verb"] for move in yamls.read(FLOW)["moves"]})
ROUNDS = 16
LISTS = ("state",)  # parameters that may stand there several times


@dataclass
class Outcome:
    """How many requests each operation had of each role, what was answered, and what broke the promise."""

    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def hold(tokens: Mapping[str, str], numbers: Sequence[str], *, examples: int, start: int = 0) -> Outcome:
    """``tokens``: role -> token, empty for nobody. ``examples`` for each operation, role and kind of data."""
    outcome = Outcome()
    for signal in (request_started, request_finished):
        signal.disconnect(
            close_old_connections
        )  # as Django's own test client: the test keeps its transaction
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    try:
        for found in document.get_all_operations():
            operation = found.ok()
            for role, token in tokens.items():
                _enough(operation, role, token, numbers, examples, start, outcome)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return outcome


def _enough(
    operation: Any, role: str, token: str, numbers: Sequence[str], examples: int, start: int, out: Outcome
) -> None:
    """Both kinds of data, then more rounds of what is still lacking: some examples only break the key and are not
    sent, and an operation that takes nothing has few broken forms, so its valid one is sent more often."""
    wanted, name = 2 * examples, f"{operation.method.upper()} {operation.path}"
    for turn in range(ROUNDS):
        lacking = wanted - out.requests[name, role]
        if lacking <= 0 or any(f.startswith(f"{name} as {role},") for f in out.failures):
            return
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, role, token, numbers, mode, max(1, -(-lacking // 2)), start + turn, out)


def _try(
    operation: Any,
    role: str,
    token: str,
    numbers: Sequence[str],
    mode: Any,
    examples: int,
    start: int,
    out: Outcome,
) -> None:
    name = f"{operation.method.upper()} {operation.path}"
    try:
        strategy = operation.as_strategy(generation_mode=mode)
    except Exception as error:  # an operation without parameters has no negative form
        if mode is GenerationMode.POSITIVE:
            raise
        assert "Unsatisfiable" in type(error).__name__ or "negat" in str(error).lower(), error
        return

    @seed(start)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy, number=st.sampled_from(numbers), verb=st.sampled_from(VERBS), real=st.booleans())
    def tried(case: Any, number: str, verb: str, real: bool) -> None:
        if real and mode is GenerationMode.POSITIVE:
            case.path_parameters = {
                key: {"number": number, "verb": verb}.get(key, value)
                for key, value in (case.path_parameters or {}).items()
            }
        if _nothing_broken_is_sent(case):
            return
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call(headers=headers)
        out.requests[name, role] += 1
        out.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    try:
        tried()
    except (Exception, BaseExceptionGroup) as error:
        if type(error).__name__ == "Unsatisfiable":
            return
        out.failures.append(f"{name} as {role}, {mode.name}: {_words(error)}")


def _nothing_broken_is_sent(case: Any) -> bool:
    """The key is replaced by a role's own; a list of none or one in an address is not told from nothing or from its value."""
    lists = {
        name
        for name, value in (case.query or {}).items()
        if isinstance(value, list) and len(value) < 2 and name not in LISTS
    }
    broken = {name for name, _place in negated_parameters(case._meta)}
    return bool(broken) and broken <= {"Authorization", *lists}


def _words(error: BaseException) -> str:
    inner = getattr(error, "exceptions", None)
    return " | ".join(_words(each) for each in inner) if inner else str(error)[:1500]
