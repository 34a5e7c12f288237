"""Pictures that came with a form, and what to say about those that could not be taken."""

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from lianzhi.foundation.files import api as files


def take(request: HttpRequest, *, purpose: str = "report") -> tuple[list[str], list[str]]:
    """(ids of the good ones, what is wrong with the others): one bad picture does not lose the rest."""
    kept, refused = files.take_all(request, purpose=purpose)
    said = [(name, " ".join(refusal.told(gettext, get_language() or ""))) for name, refusal in refused]
    return [file.id for file in kept], [f"{name}: {text}" if name else text for name, text in said]
