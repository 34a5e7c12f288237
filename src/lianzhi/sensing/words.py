"""Names of the room's values, in English as message ids."""

from lianzhi.kernel.errors import N_

WORDS = {
    "kind": {"camera": N_("Camera"), "sky_eye": N_("Sky eye"), "drone": N_("Drone"), "door": N_("Door sensor")},
    "state": {"active": N_("In use"), "paused": N_("Paused"), "ended": N_("Struck off")},
    "detection": {
        "waiting": N_("To be judged"), "matter": N_("Became a matter"), "joined": N_("Joined a matter"),
        "nothing": N_("Was nothing"),
    },
    "placed": {
        "given": N_("as the sender said"), "bearing": N_("computed from the bearing"), "device": N_("where the device stands"),
    },
    "verdict": {"": N_("not judged"), "yes": N_("right"), "no": N_("wrong")},
    "point": {"road": N_("Road section"), "checkpoint": N_("Checkpoint"), "crossing": N_("Crossing")},
    "route": {"draft": N_("Waits for approval"), "approved": N_("Approved"), "refused": N_("Not approved")},
    "outcome": {"": N_("open"), "well": N_("Well: false alarm"), "help": N_("Needed help"), "ended": N_("Sensor taken away")},
    "why": {"hot": N_("matters gather here"), "chosen": N_("chosen")},
    "deviation": {"beside": N_("left the line"), "zone": N_("was over a no-fly zone")},
    "left": {
        "in a no-fly zone": N_("lies in a no-fly zone"), "too far": N_("too far for one battery"),
        "shut in": N_("cannot be reached around the no-fly zones"),
    },
    "end": {
        "": N_("open"), "close": N_("closed"), "refuse": N_("refused"), "void": N_("voided"), "follow": N_("answered with another"),
    },
    "done": {
        "sensing.take": N_("came in"), "files.attach": N_("pictures kept"), "sensing.judge": N_("judged"),
        "sensing.case_opened": N_("matter opened"), "sensing.evidence": N_("evidence taken out"),
    },
}  # fmt: skip
TONES = {
    "waiting": "waiting", "matter": "bad", "joined": "neutral", "nothing": "good", "active": "good", "paused": "waiting",
    "ended": "neutral", "draft": "waiting", "approved": "good", "refused": "bad", "well": "good", "help": "bad", "yes": "good",
    "no": "bad",
}  # fmt: skip


def choices(of: str) -> list[tuple[str, str]]:
    from django.utils.translation import gettext  # noqa: PLC0415  pure until a page asks

    return [(code, gettext(word)) for code, word in WORDS[of].items()]
