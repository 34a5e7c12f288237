"""registry -> benefits: whoever moved, came, went, changed or got another fact is matched anew with his household; a load asks
for everybody.  R-213."""

from lianzhi.benefits import api as benefits
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system

BY = system("benefits")
ONE_BY_ONE = ("persons", "person", "link", "links", "facts")
"""Certificates decide nothing by themselves: their grades come as facts of who gave them."""
LOADS = ("persons", "links", "facts")


@events.consumer("registry.moved", key="registry_to_benefits.moved")
def moved(event: events.Happening) -> None:
    _follow(event.payload["subject"])


@events.consumer("registry.changed", key="registry_to_benefits.changed")
def changed(event: events.Happening) -> None:
    if event.payload["kind"] in ONE_BY_ONE:
        _follow(event.payload["subject"])


@events.consumer("registry.forgotten", key="registry_to_benefits.forgotten")
def forgotten(event: events.Happening) -> None:
    _follow(event.payload["subject"])


@events.consumer("registry.merged", key="registry_to_benefits.merged")
def merged(event: events.Happening) -> None:
    _follow(f"person:{event.payload['kept']}", f"person:{event.payload['gone']}")


@events.consumer("registry.parted", key="registry_to_benefits.parted")
def parted(event: events.Happening) -> None:
    _follow(f"person:{event.payload['kept']}", f"person:{event.payload['gone']}")


@events.consumer("registry.loaded", key="registry_to_benefits.loaded")
def loaded(event: events.Happening) -> None:
    if event.payload["kind"] in LOADS:
        benefits.want_run(by=BY)


def _follow(*subjects: str) -> None:
    persons = [subject[7:] for subject in subjects if subject.startswith("person:P")]
    if persons:
        benefits.rematch(persons, by=BY)
