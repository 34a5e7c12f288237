"""Reads of the forms room."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation

from lianzhi.foundation.forms.contracts import Answers, Draft, FormRow
from lianzhi.foundation.forms.models import Form, FormUse, FormVersion
from lianzhi.foundation.forms.rules.spec import FormSpec
from lianzhi.foundation.forms.rules.telling import Line, lines
from lianzhi.kernel.errors import N_, NotFound


def asked(subject: str) -> FormSpec | None:
    """The form asked about ``subject`` now, in its published version; None when nothing is asked."""
    use = (
        FormUse.objects.filter(subject=subject, form__active=True, form__current__gt=0)
        .select_related("form")
        .first()
    )
    return version(use.form.code, use.form.current) if use else None


def asked_about() -> dict[str, tuple[str, int]]:
    """All subjects that something is asked about now: {subject: (form code, version)}."""
    rows = FormUse.objects.filter(form__active=True, form__current__gt=0)
    return {
        about: (code, number)
        for about, code, number in rows.values_list("subject", "form__code", "form__current")
    }


def version(code: str, number: int) -> FormSpec | None:
    """One published version; it never changes, so it is read once for a process."""
    try:
        return _version(code, number)
    except FormVersion.DoesNotExist:
        return None


@lru_cache(maxsize=512)
def _version(code: str, number: int) -> FormSpec:
    row = FormVersion.objects.get(form__code=code, version=number)
    return FormSpec.model_validate(row.spec)


def forget_versions() -> None:
    """For tests, whose tables are emptied under a living process."""
    _version.cache_clear()


def told(answers: Answers, language: str) -> list[Line]:
    """Kept answers in words, under the version they were given to."""
    form = version(answers.form, answers.version)
    with translation.override(language):
        return lines(form, answers.values, language, translation.gettext) if form else []


def pictures(answers: Answers) -> list[str]:
    """Ids of the pictures among the answers that are there and hang nowhere yet."""
    photos = (photo for line in told(answers, "en") for photo in line.photos)
    return [photo for photo in photos if photo not in answers.awaited]


def kept(data: Mapping[str, Any]) -> list[Answers]:
    """Answers as a room keeps them: {form code: {"version": 1, "values": {...}}}."""
    return [Answers(code, each["version"], each["values"]) for code, each in data.items()]


def words(data: Mapping[str, Any], languages: Iterable[str] = ("zh-hans",)) -> str:
    """All that was answered, as one text: for full-text search."""
    return "\n".join(
        f"{line.label} {line.text}"
        for answers in kept(data)
        for language in languages
        for line in told(answers, language)
        if not line.photos
    )


def listed() -> list[FormRow]:
    """Every form with what it is asked about: two queries and one for the versions."""
    rows = list(Form.objects.prefetch_related("uses"))
    current = {(v.form_id, v.version): v for v in FormVersion.objects.filter(form__in=rows)}
    return [_row(form, current.get((form.pk, form.current))) for form in rows]


def _row(form: Form, published: FormVersion | None) -> FormRow:
    name = form.draft.get("name", {})
    same = published is not None and _bare(published.spec) == _bare(form.draft)
    return FormRow(
        form.code, name.get("zh", ""), name.get("en", ""), form.current, published.published_at if published else None,
        len(form.draft.get("fields", ())), tuple(sorted(use.subject for use in form.uses.all())), form.active, not same,
    )  # fmt: skip


def _bare(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in spec.items() if name not in ("code", "version")}


def draft(code: str) -> Draft:
    form = Form.objects.filter(code=code).prefetch_related("uses").first()
    if form is None:
        raise NotFound(
            "forms.gone", N_("There is no such form."), way_out=N_("Go back to the list of forms.")
        )
    subjects = tuple(sorted(use.subject for use in form.uses.all()))
    return Draft(form.code, form.current, form.draft, subjects, form.active)


def taken(subjects: Iterable[str], code: str) -> dict[str, str]:
    """Those of ``subjects`` that another form is asked about: {subject: form code}."""
    rows = FormUse.objects.filter(subject__in=list(subjects)).exclude(form__code=code)
    return dict(rows.values_list("subject", "form__code"))


def versions(code: str) -> list[FormVersion]:
    return list(FormVersion.objects.filter(form__code=code).order_by("-version"))
