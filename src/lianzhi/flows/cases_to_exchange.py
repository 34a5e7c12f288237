"""A case was dispatched: what went to another city's unit is put on its way."""

from lianzhi.exchange import api as exchange
from lianzhi.foundation.events.api import Happening, consumer


@consumer("case.dispatch", key="exchange.take_over")
def take_over(event: Happening) -> None:
    exchange.take_over(event.payload["case_id"])
