"""Old people and who lives with them, in the register's small town. All invented."""

from lianzhi.foundation.events import api as events
from lianzhi.foundation.events.models import Delivery
from lianzhi.kernel import clock
from support.register import ROOM, number, person


def elder(serial: int, *, place: str = ROOM, born: str = "19440301", **more) -> str:
    """The code of somebody old; ``serial`` makes the identity number."""
    return _person(serial, place, born, more)


def helper(serial: int, *, place: str = ROOM, born: str = "19800101", **more) -> str:
    return _person(serial, place, born, more)


def child(serial: int, *, place: str = ROOM, born: str = "20210301", **more) -> str:
    return _person(serial, place, born, {"kind": "registered"} | more)


def _person(serial: int, place: str, born: str, more: dict) -> str:
    said = {"name": f"示例{serial}", "identity": number(serial, born=born), "phone": None, "place": place}
    return person(**said | more)


def relay() -> None:
    """Everything that was told reaches who listens, whatever the test's clock says."""
    while Delivery.objects.filter(done_at=None).update(next_try=clock.now()) and events.relay():
        pass
