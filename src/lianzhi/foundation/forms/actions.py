"""Acts on forms: save the draft, publish it as the next version, say what it is asked about; take answers in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.forms import queries
from lianzhi.foundation.forms.access import EDIT
from lianzhi.foundation.forms.contracts import Answers
from lianzhi.foundation.forms.models import Form, FormUse, FormVersion
from lianzhi.foundation.forms.rules.answering import check
from lianzhi.foundation.forms.rules.spec import CODE, FormSpec, load, read_yaml, refused
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Bilingual


@transaction.atomic
def make(code: str, *, name_zh: str, name_en: str = "", by: Actor) -> str:
    """A new, empty form. Raises BadInput for a code that is taken or unusable."""
    access.require(by, EDIT, None)
    if not CODE.fullmatch(code):
        raise BadInput(
            "forms.code", N_("“%(code)s” cannot be the code of a form."),
            way_out=N_("Use small letters, digits and _, beginning with a letter."), field="code", params={"code": code},
        )  # fmt: skip
    if Form.objects.filter(code=code).exists():
        raise BadInput(
            "forms.taken",
            N_("There is a form with this code already."),
            way_out=N_("Give it another code."),
            field="code",
        )
    Form.objects.create(code=code, draft={"name": {"zh": name_zh, "en": name_en}, "fields": []})
    audit.record(by, "forms.make", f"form:{code}", {"name": name_zh})
    return code


@transaction.atomic
def save_draft(code: str, spec: Mapping[str, Any], *, by: Actor) -> None:
    """Keep the editor's work. It need not be complete; publishing checks it."""
    access.require(by, EDIT, None)
    form = _locked(code)
    form.draft = {name: value for name, value in spec.items() if name not in ("code", "version")}
    form.save(update_fields=["draft"])
    audit.record(
        by, "forms.draft", f"form:{code}", {"fields": [f.get("code") for f in form.draft.get("fields", [])]}
    )


@transaction.atomic
def publish(code: str, *, by: Actor) -> FormSpec:
    """The draft becomes the next version, in force at once. Answers given so far keep theirs. Raises BadInput."""
    access.require(by, EDIT, None)
    form = _locked(code)
    spec = load({**form.draft, "code": code, "version": form.current + 1}, code)
    return _put_in_force(form, spec, by)


@transaction.atomic
def use(code: str, subjects: Sequence[str], *, active: bool = True, by: Actor) -> None:
    """What the form is asked about from now on. Raises BadInput when another form is asked about one of them."""
    access.require(by, EDIT, None)
    form = _locked(code)
    if others := queries.taken(subjects, code):
        subject, other = next(iter(others.items()))
        raise BadInput(
            "forms.subject_taken", N_("“%(subject)s” is asked with the form %(form)s already."),
            way_out=N_("Take it away there first; one matter has one form."), field="subjects",
            params={"subject": subject, "form": other},
        )  # fmt: skip
    FormUse.objects.filter(form=form).exclude(subject__in=subjects).delete()
    there = set(FormUse.objects.filter(form=form).values_list("subject", flat=True))
    FormUse.objects.bulk_create(
        FormUse(form=form, subject=each) for each in dict.fromkeys(subjects) if each not in there
    )
    form.active = active
    form.save(update_fields=["active"])
    audit.record(by, "forms.use", f"form:{code}", {"subjects": list(subjects), "active": active})


@transaction.atomic
def install(text: str, source: str, *, by: Actor) -> bool:
    """A form that comes with the program, as YAML with ``about``. False when the town has that version or a later one.

    Safe to run again: what the town changed in the browser since then stays as the town has it.
    """
    data = read_yaml(text, source)
    if not isinstance(data, dict) or not isinstance(data.get("about"), list):
        raise refused(source, "about: a list of what the form is asked about is missing")
    about = data.pop("about")
    spec = load(data, source)
    form, made = Form.objects.select_for_update().get_or_create(code=spec.code)
    if form.current >= spec.version:
        return False
    _put_in_force(form, spec, by)
    if made:
        free = [subject for subject in about if subject not in queries.taken(about, spec.code)]
        FormUse.objects.bulk_create(FormUse(form=form, subject=subject) for subject in free)
    return True


def accept(answers: Answers, *, binding: bool = True, in_words: bool = False) -> Answers:
    """Answers handed in, checked once more where they are kept. Raises BadInput.

    They may have been asked a moment before a new version came, so an older version of the form still counts.
    A refusal names the question by its code, as programs know it; ``in_words`` as people were asked it.
    """
    form = queries.version(answers.form, answers.version)
    if form is None:
        raise BadInput(
            "forms.unknown", N_("These questions are not asked any more."), way_out=N_("Reload the page and answer again."),
            field="answers",
        )  # fmt: skip
    raw = {code: _texts(value) for code, value in answers.values.items()}
    found = check(form, raw, timezone.localdate(clock.now()), binding=binding)
    if unknown := sorted(set(raw) - {field.code for field in form.fields if not field.silent}):
        raise _bad(", ".join(unknown), N_("There is no such question."))
    for code, problem in found.problems.items():
        if in_words:
            raise _bad(_asked(form, code), _in_both(problem.message, problem.params))
        raise _bad(code, problem.message % problem.params if problem.params else problem.message)
    for stop in found.stops:
        told = Bilingual(stop.label.zh, stop.label.en or stop.label.zh)
        raise BadInput("forms.stopped", N_("%(said)s"), field="answers", params={"said": told})
    return Answers(form.code, form.version, found.values, answers.awaited)


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(each) for each in (value if isinstance(value, list | tuple) else [value])]


def _asked(form: FormSpec, code: str) -> Bilingual:
    """The question in the words in which it was asked."""
    label = next(field.label for field in form.fields if field.code == code)
    return Bilingual(label.zh, label.en or label.zh)


def _in_both(message: str, params: Mapping[str, Any]) -> Bilingual:
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            text = translation.gettext(message)
            said.append(text % params if params else text)
    return Bilingual(*said)


def _bad(question: str | Bilingual, problem: str | Bilingual) -> BadInput:
    return BadInput(
        "forms.answer", N_("The answer to “%(question)s” cannot be taken: %(problem)s"),
        way_out=N_("Correct this answer and send it again."), field="answers",
        params={"question": question, "problem": problem},
    )  # fmt: skip


def _locked(code: str) -> Form:
    queries.draft(code)
    return Form.objects.select_for_update().get(code=code)


def _put_in_force(form: Form, spec: FormSpec, by: Actor) -> FormSpec:
    plain = spec.model_dump(mode="json", by_alias=True, exclude_unset=True)
    FormVersion.objects.create(
        form=form, version=spec.version, spec=plain, published_at=clock.now(), published_by=by.id
    )
    form.current = spec.version
    form.draft = {name: value for name, value in plain.items() if name not in ("code", "version")}
    form.save()
    audit.record(by, "forms.publish", f"form:{spec.code}", {"version": spec.version, "spec": plain})
    return spec
