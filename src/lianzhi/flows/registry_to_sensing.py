"""registry -> sensing: who takes back the word for a door sensor is watched no longer.  R-127, PIPL 15."""

from lianzhi.foundation.events import api as events
from lianzhi.registry import api as registry
from lianzhi.sensing import api as sensing

PURPOSE = "door_sensor"


@events.consumer("registry.consented", key="registry_to_sensing.consented")
def consented(event: events.Happening) -> None:
    person = event.payload["person"]
    if event.payload["purpose"] == PURPOSE and not registry.words_given([person], PURPOSE).get(person):
        sensing.word_taken_back(person)
