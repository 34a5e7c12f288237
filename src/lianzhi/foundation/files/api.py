"""The door of the files room."""

from lianzhi.foundation.files.actions import attach, sweep, take_photo
from lianzhi.foundation.files.contracts import FileView
from lianzhi.foundation.files.forms import take_all
from lianzhi.foundation.files.queries import of
from lianzhi.foundation.files.senders import adopt, sender_of, waiting
from lianzhi.foundation.files.sights import sight

__all__ = [
    "FileView",
    "adopt",
    "attach",
    "of",
    "sender_of",
    "sight",
    "sweep",
    "take_all",
    "take_photo",
    "waiting",
]
