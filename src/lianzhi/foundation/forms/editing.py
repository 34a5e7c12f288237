"""The editor's forms: the head of a form, what it is asked about, one field."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.foundation.forms import subjects
from lianzhi.foundation.forms.rules import drafting
from lianzhi.foundation.forms.rules.spec import CHOSEN, SILENT, FieldKind
from lianzhi.kernel.errors import N_

KINDS: Mapping[FieldKind, str] = {
    FieldKind.TEXT: N_("Short text"),
    FieldKind.LONG_TEXT: N_("Long text"),
    FieldKind.NUMBER: N_("A number"),
    FieldKind.DATE: N_("Date"),
    FieldKind.TIME: N_("Time"),
    FieldKind.CHOICE: N_("One of several"),
    FieldKind.MULTI: N_("Several of several"),
    FieldKind.YES_NO: N_("Yes or no"),
    FieldKind.PHOTO: N_("Pictures"),
    FieldKind.NOTICE: N_("Notice"),
    FieldKind.STOP: N_("Stop: the report ends here"),
}


class NewForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and _. It cannot be changed later."),
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)


class HeadForm(forms.Form):
    """Name, introduction, and what the form is asked about."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    intro_zh = forms.CharField(label=_("Introduction, Chinese"), max_length=500, required=False)
    intro_en = forms.CharField(label=_("Introduction, English"), max_length=500, required=False)
    subjects = forms.MultipleChoiceField(
        label=_("Asked about"), required=False, widget=forms.CheckboxSelectMultiple, choices=subjects.offered
    )
    active = forms.BooleanField(label=_("In use"), required=False)

    def head(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "name": _words(said, "name"),
            **({"intro": _words(said, "intro")} if said["intro_zh"] else {}),
        }


class FieldForm(forms.Form):
    """One field. Only what belongs to its kind is asked for."""

    code = forms.CharField(label=_("Code"), max_length=40)
    label_zh = forms.CharField(label=_("Question, Chinese"), max_length=500)
    label_en = forms.CharField(label=_("Question, English"), max_length=500, required=False)
    help_zh = forms.CharField(label=_("Help, Chinese"), max_length=500, required=False)
    help_en = forms.CharField(label=_("Help, English"), max_length=500, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(
        self, kind: FieldKind, draft: Mapping[str, Any], now: Mapping[str, Any] | None, data: Any = None
    ) -> None:
        super().__init__(data, initial=_initial(kind, now, draft))
        self.kind, self.draft, self.now = kind, draft, now
        if now is not None:
            self.fields["code"].disabled = True
        if kind in SILENT:
            del self.fields["required"]
        self.fields |= _own_fields(kind)
        self._conditions(now["code"] if now else "")

    def _conditions(self, code: str) -> None:
        before = drafting.earlier(self.draft, code)
        if offered := list(_answers(before)):
            self.fields["when"] = forms.MultipleChoiceField(
                label=_("Shown only when"), required=False, choices=offered, widget=forms.CheckboxSelectMultiple,
                help_text=_("Several answers to one question: any of them. Answers to several questions: all of them."),
            )  # fmt: skip
        if numbers := [(f["code"], _name(f["label"])) for f in before if f["kind"] == FieldKind.NUMBER]:
            self.fields["when_number"] = forms.ChoiceField(
                label=_("… and when this number"), required=False, choices=[("", "–"), *numbers]
            )
            self.fields["at_least"] = forms.FloatField(label=_("is at least"), required=False)
            self.fields["at_most"] = forms.FloatField(label=_("is at most"), required=False)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not drafting.usable(code):
            raise forms.ValidationError(gettext("Use small letters, digits and _, beginning with a letter."))
        if self.now is None and drafting.field(self.draft, code):
            raise forms.ValidationError(gettext("There is a field with this code already."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("at_least") is not None and said.get("at_most") is not None:
            self.add_error("at_most", gettext("Give one of the two bounds."))
        if said.get("when_number") and said.get("at_least") is None and said.get("at_most") is None:
            self.add_error("at_least", gettext("Give one of the two bounds."))
        if (
            self.kind == FieldKind.STOP
            and not said.get("when")
            and not said.get("when_number")
            and not self.errors
        ):
            self.add_error(
                "when" if "when" in self.fields else None,
                gettext("Say when it stops; else it would stop everybody."),
            )
        return said

    def plain(self) -> dict[str, Any]:
        """The field as data."""
        said = self.cleaned_data
        made: dict[str, Any] = {"code": said["code"], "kind": str(self.kind), "label": _words(said, "label")}
        if said["help_zh"]:
            made["help"] = _words(said, "help")
        for name in ("least", "most", "longest", "decimals", "required", "past", "call"):
            if said.get(name):
                made[name] = said[name]
        if said.get("unit_zh"):
            made["unit"] = _words(said, "unit")
        if self.kind in CHOSEN:
            made["choices"] = drafting.choices_of(said["choices"], (self.now or {}).get("choices", ()))
        if when := self._when(said):
            made["shown_when"] = when
        return made

    def _when(self, said: Mapping[str, Any]) -> list[dict[str, Any]]:
        by_field: dict[str, list[str]] = {}
        for each in said.get("when", ()):
            code, _sep, value = each.partition("=")
            by_field.setdefault(code, []).append(value)
        found: list[dict[str, Any]] = [{"field": code, "is": values} for code, values in by_field.items()]
        if said.get("when_number"):
            bounds = {name: said[name] for name in ("at_least", "at_most") if said.get(name) is not None}
            found.append({"field": said["when_number"], **bounds})
        return found


def _own_fields(kind: FieldKind) -> dict[str, forms.Field]:
    if kind == FieldKind.NUMBER:
        return {
            "unit_zh": forms.CharField(label=_("Unit, Chinese"), max_length=20, required=False),
            "unit_en": forms.CharField(label=_("Unit, English"), max_length=20, required=False),
            "least": forms.FloatField(label=_("At least"), required=False),
            "most": forms.FloatField(label=_("At most"), required=False),
            "decimals": forms.IntegerField(
                label=_("Digits after the point"), min_value=0, max_value=6, required=False
            ),
        }
    if kind in CHOSEN:
        hint = _("One choice a line: Chinese | English | code. English and code may be left out.")
        return {
            "choices": forms.CharField(
                label=_("Choices"), help_text=hint, widget=forms.Textarea(attrs={"rows": 6})
            )
        }
    if kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return {
            "longest": forms.IntegerField(
                label=_("Most characters"), min_value=1, max_value=2000, required=False
            )
        }
    if kind == FieldKind.DATE:
        return {"past": forms.BooleanField(label=_("Not in the future"), required=False)}
    if kind in SILENT:
        return {"call": forms.RegexField(r"^[0-9 +-]{0,20}$", label=_("Number to call"), required=False)}
    return {}


def _answers(before: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in before:
        if each["kind"] == FieldKind.YES_NO:
            for value, word in (("yes", gettext("yes")), ("no", gettext("no"))):
                yield f"{each['code']}={value}", f"{_name(each['label'])} – {word}"
        for choice in each.get("choices", ()):
            yield f"{each['code']}={choice['code']}", f"{_name(each['label'])} – {_name(choice['label'])}"


def _initial(kind: FieldKind, now: Mapping[str, Any] | None, draft: Mapping[str, Any]) -> dict[str, Any]:
    if now is None:
        return {"code": drafting.free_code(draft)}
    found = {
        name: now[name]
        for name in ("code", "required", "least", "most", "decimals", "longest", "past", "call")
        if name in now
    }
    for name in ("label", "help", "unit"):
        found |= {f"{name}_{language}": word for language, word in (now.get(name) or {}).items()}
    found["choices"] = drafting.choice_lines(now.get("choices", ()))
    conditions = now.get("shown_when", ())
    found["when"] = [f"{c['field']}={value}" for c in conditions for value in c.get("is") or ()]
    for each in conditions:
        if not each.get("is"):
            found |= {
                "when_number": each["field"],
                "at_least": each.get("at_least"),
                "at_most": each.get("at_most"),
            }
    return found


def _words(said: Mapping[str, Any], name: str) -> dict[str, str]:
    return {language: said[f"{name}_{language}"] for language in ("zh", "en") if said[f"{name}_{language}"]}


def _name(words: Mapping[str, str]) -> str:
    return words.get("en") or words["zh"] if (get_language() or "").startswith("en") else words["zh"]
