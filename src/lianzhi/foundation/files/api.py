"""The door of the files room."""

from lianzhi.foundation.files.actions import attach, hand_over, remove, share, sweep, take_photo
from lianzhi.foundation.files.contracts import Announced, Expected, FileView
from lianzhi.foundation.files.expecting import expected, facts_of, of_all
from lianzhi.foundation.files.forms import take_all
from lianzhi.foundation.files.pieces import expect, id_of, sweep_pieces
from lianzhi.foundation.files.queries import content, first_thumb, of, whole
from lianzhi.foundation.files.scrubbers import problems as scrub_problems
from lianzhi.foundation.files.scrubbers import scrubbing_is_on
from lianzhi.foundation.files.senders import adopt, sender_of, waiting
from lianzhi.foundation.files.sights import sight, whole_sight

__all__ = [
    "Announced",
    "Expected",
    "FileView",
    "adopt",
    "attach",
    "first_thumb",
    "hand_over",
    "content",
    "expect",
    "expected",
    "facts_of",
    "id_of",
    "of",
    "of_all",
    "remove",
    "scrub_problems",
    "scrubbing_is_on",
    "sender_of",
    "share",
    "sight",
    "sweep",
    "sweep_pieces",
    "take_all",
    "take_photo",
    "waiting",
    "whole",
    "whole_sight",
]
