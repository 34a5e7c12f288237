"""Each section of a package is checked by the room that owns it."""

from collections.abc import Callable

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_notify import MOMENTS, VALUES
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import Refused
from lianzhi.scenarios.contracts import Package


def problems(package: Package) -> list[str]:
    """What the rooms find wrong; empty when the package can be installed."""
    return [text for check in (_cases, _worklist, texts) for text in _tried(check, package)]


def way_in(package: Package) -> cases.WayIn:
    return cases.way_in(package.spec.cases, frozenset(c.code for c in cases.categories()))


def _tried(check: Callable[[Package], list[str]], package: Package) -> list[str]:
    try:
        return check(package)
    except Refused as refusal:
        return [str(refusal)]


def _cases(package: Package) -> list[str]:
    wanted = way_in(package).flow
    if package.flow is not None:
        own = package.flow.get("code")
        return [] if wanted == own else [f"cases.flow is “{wanted}”, but the package brings the flow “{own}”"]
    worklist.states(wanted)
    return []


def _worklist(package: Package) -> list[str]:
    if package.flow is not None:
        worklist.check_flow(package.flow, f"{package.code}/{package.spec.worklist['flow']}")
    return []


def texts(package: Package) -> list[str]:
    """The section ``notify``: its own words for some moments, in both languages, with known values only."""
    try:
        used = notify.values_of(package.spec.notify, "notify")
    except ValueError as error:
        return [str(error)]
    moments = set(MOMENTS.values())
    found = [
        f"notify.{code}: no such moment; known: {', '.join(sorted(moments))}"
        for code in sorted(set(used) - moments)
    ]
    unknown = {code: sorted(values - VALUES) for code, values in used.items()}
    return found + [
        f"notify.{code}: unknown values {', '.join(names)}" for code, names in unknown.items() if names
    ]
