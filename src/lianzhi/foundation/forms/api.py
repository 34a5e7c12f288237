"""The door of the forms room."""

from lianzhi.foundation.forms.actions import accept, install, publish, save_draft, use
from lianzhi.foundation.forms.actions import make as make_form
from lianzhi.foundation.forms.asking import PURPOSE, Questions, pictures_waiting, raw_of, was_asked
from lianzhi.foundation.forms.contracts import Answers, FormSpec
from lianzhi.foundation.forms.queries import asked, asked_about, kept, pictures, told, version, words
from lianzhi.foundation.forms.rules.answering import Checked, check
from lianzhi.foundation.forms.rules.telling import Line
from lianzhi.foundation.forms.subjects import subjects

__all__ = [
    "PURPOSE", "Answers", "Checked", "FormSpec", "Line", "Questions", "accept", "asked",
    "asked_about", "check", "install", "kept", "make_form",
    "pictures", "pictures_waiting", "publish", "raw_of", "save_draft", "subjects", "told", "use", "version", "was_asked", "words",
]  # fmt: skip
