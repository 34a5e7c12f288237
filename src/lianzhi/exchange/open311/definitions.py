"""A category's extra questions as the service definition of Open311, and its attributes as answers to them.  R-087, R-109.

What the specification cannot say (only asked if …, a bound, a picture) stands in ``datatype_description``. Notices are
attributes with ``variable`` false. What is required only under a condition is not called required.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.errors import N_

DATATYPES = {
    "long_text": "text", "number": "number", "date": "datetime", "choice": "singlevaluelist", "yes_no": "singlevaluelist",
    "multi": "multivaluelist",
}  # fmt: skip
HINTS = {
    "date": N_("A day: 2026-11-22, or a date and time with its zone."),
    "time": N_("A time of day: 08:30."),
    "photo": N_("Ids of pictures that were sent to /api/v1/photos, as attribute[code][]."),
}
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))


def attributes(form: forms.FormSpec, language: str) -> list[dict[str, Any]]:
    return [_attribute(question, order, language) for order, question in enumerate(form.fields, 1)]


def _attribute(question: Any, order: int, language: str) -> dict[str, Any]:
    row = {
        "variable": not question.silent,
        "code": question.code,
        "datatype": DATATYPES.get(question.kind.value, "string"),
        "required": question.required and not question.shown_when and not question.silent,
        "datatype_description": _described(question, language) or None,
        "order": order,
        "description": question.label[language],
    }
    return row | ({"values": values} if (values := _values(question, language)) else {})


def _values(question: Any, language: str) -> list[dict[str, str]]:
    if question.kind.value == "yes_no":
        return [{"key": key, "name": gettext(name)} for key, name in YES_NO]
    return [{"key": choice.code, "name": choice.label[language]} for choice in question.choices]


def _described(question: Any, language: str) -> str:
    hint = HINTS.get(question.kind.value)
    said = [question.help[language] if question.help else "", gettext(hint) if hint else ""]
    if question.unit:
        said.append(question.unit[language])
    if question.least is not None or question.most is not None:
        bounds = [f"{bound:g}" if bound is not None else "" for bound in (question.least, question.most)]
        said.append("–".join(bounds))
    if question.shown_when:
        codes = ", ".join(condition.field for condition in question.shown_when)
        said.append(gettext("Asked only after certain answers to: %(codes)s.") % {"codes": codes})
    return " ".join(filter(None, said))


def answers(form: forms.FormSpec, sent: Mapping[str, Sequence[str]]) -> forms.Answers:
    """What came for the form's own questions. Other attributes are the sender's business and no mistake."""
    kinds = {question.code: question.kind.value for question in form.fields if not question.silent}
    given = {code: list(values) for code, values in sent.items() if code in kinds and values}
    for code, values in given.items():
        if kinds[code] == "date":
            given[code] = [_day(value) for value in values]
    return forms.Answers(form.code, form.version, given)


def _day(text: str) -> str:
    """The specification's datetime as the day it is here; anything else as it came, to be judged by the form."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return timezone.localtime(at).date().isoformat() if at.tzinfo else at.date().isoformat()
