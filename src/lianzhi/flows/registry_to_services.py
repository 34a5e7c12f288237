"""registry -> services: the list of elders follows whoever moved, came, went or changed; a load asks for the whole.  R-078."""

from lianzhi.foundation.events import api as events
from lianzhi.registry import api as registry
from lianzhi.services import api as services

LOADS = {
    "persons": ("elders", "projection"),
    "links": ("elders", "projection"),
    "certificates": ("elders", "projection"),
}


@events.consumer("registry.moved", key="registry_to_services.moved")
def moved(event: events.Happening) -> None:
    _follow(event.payload["subject"])


@events.consumer("registry.changed", key="registry_to_services.changed")
def changed(event: events.Happening) -> None:
    """New persons, ended ones, birthdays, homes; a new certificate may make somebody need more care."""
    kind, subject = event.payload["kind"], event.payload["subject"]
    if kind in ("persons", "person", "link", "links"):
        _follow(subject)
    elif kind in ("certificates", "certificate"):
        services.want("elders")


@events.consumer("registry.merged", key="registry_to_services.merged")
def merged(event: events.Happening) -> None:
    _follow(f"person:{event.payload['kept']}", f"person:{event.payload['gone']}")


@events.consumer("registry.parted", key="registry_to_services.parted")
def parted(event: events.Happening) -> None:
    _follow(f"person:{event.payload['kept']}", f"person:{event.payload['gone']}")


@events.consumer("registry.loaded", key="registry_to_services.loaded")
def loaded(event: events.Happening) -> None:
    for name in LOADS.get(event.payload["kind"], ()):
        services.want(name)


@events.consumer("registry.consented", key="registry_to_services.consented")
def consented(event: events.Happening) -> None:
    if event.payload["purpose"] == "care":
        services.follow_word(event.payload["person"], agreed=event.payload["given"])


def _follow(*subjects: str) -> None:
    follow_persons(*(subject[7:] for subject in subjects if subject.startswith("person:")))


def follow_persons(*codes: str) -> services.Followed:
    """The rooms in which they live or lived: who stays behind is looked at too."""
    return services.follow({room for code in codes for room in registry.rooms_ever(code)})
