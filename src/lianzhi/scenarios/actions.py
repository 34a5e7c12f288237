"""Install the packages: publish their flows, declare their ways in."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput
from lianzhi.scenarios import packages, sections
from lianzhi.scenarios.contracts import Package
from lianzhi.scenarios.rules.package import wrong


def install(*, by: Actor, root: Path = packages.ROOT) -> list[str]:
    """Install every package; returns their codes. Raises BadInput, and then none is installed."""
    good, bad = packages.load_all(root)
    if bad:
        raise bad[0][1]
    return install_packages(good, by=by)


@transaction.atomic
def install_packages(chosen: Sequence[Package], *, by: Actor) -> list[str]:
    for package in chosen:
        if found := sections.problems(package):
            raise _refused(package, found)
        _install(package, by)
    return [package.code for package in chosen]


def _install(package: Package, by: Actor) -> None:
    if package.flow is not None:
        worklist.publish(package.flow, f"{package.code}/{package.spec.worklist['flow']}", by=by)
    spec, way_in = package.spec, sections.way_in(package)
    values = {
        "name_zh": spec.name.zh, "name_en": spec.name.en, "module": spec.module, "flow": way_in.flow,
        "categories": list(way_in.categories), "auto_dispatch": way_in.auto_dispatch,
        "anonymous": way_in.anonymous, "residents": way_in.residents,
    }  # fmt: skip
    known = cases.intake(spec.code)
    if known is None or any(_plain(getattr(known, key)) != value for key, value in values.items()):
        cases.declare_intake(spec.code, by=by, **values)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _refused(package: Package, found: list[str]) -> BadInput:
    return wrong(f"{package.code}/scenario.yaml", found)
