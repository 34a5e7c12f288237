"""Ready answers and reasons, by kind of matter, state and move."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.project.administration.duties import _category_choices
from lianzhi.project.administration.fields import Named, choices, in_use, listed, named
from lianzhi.project.administration.register import Column, Register

FLOW = "case"


def _verbs() -> list[tuple[str, str]]:
    """The moves of a case that ask for words."""
    return [(move.verb, named(move.name_zh, move.name_en)) for move in worklist.wordy_moves(FLOW)]


def _states() -> list[tuple[str, str]]:
    return [
        (state.code, named(state.name_zh, state.name_en)) for state in worklist.states(FLOW) if not state.end
    ]


def _boxes(label: Any, rows: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices(rows, empty=None), widget=forms.CheckboxSelectMultiple,  # type: ignore[arg-type]
        help_text=_("None ticked: any."),
    )  # fmt: skip


class ReplyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60)
    text = forms.CharField(
        label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("{number}, {place}, {category}, {unit} and {due} are filled in from the matter."),
    )  # fmt: skip
    verbs = _boxes(_("For the steps"), _verbs)
    states = _boxes(_("In the states"), _states)
    categories = _boxes(_("For the kinds of matters"), _category_choices)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


def _save(data: Mapping[str, Any], key: str, by: Actor) -> object:
    return cases.save_reply(int(key) if key else None, by=by, **data)


def _said(codes: tuple[str, ...], names: dict[str, str]) -> str:
    return listed(names.get(code, code) for code in codes) if codes else gettext("any")


REPLIES = Register(
    code="reply-templates", title=N_("Reply templates"),
    lead=N_("Ready answers and reasons, offered where one is asked for. The most used come first."),
    see="replies.edit", edit="replies.edit", icon="chat", order=95, new=N_("New template"),
    columns=[
        Column(N_("Title"), lambda r, _: Named(r.title, r.text[:60])),
        Column(N_("For the steps"), lambda r, _: _said(r.verbs, dict(_verbs())) if r.verbs else gettext("any")),
        Column(N_("For the kinds of matters"), lambda r, names: _said(r.categories, names.categories)),
        Column(N_("Used"), lambda r, _: r.used, number=True),
        Column(N_("In use"), lambda r, _: in_use(r.active)),
    ],
    rows=cases.replies, key=lambda r: str(r.id), form=ReplyForm,
    initial=lambda r: {
        f: list(v) if isinstance(v := getattr(r, f), tuple) else v
        for f in ("title", "text", "verbs", "states", "categories", "active")
    },
    save=_save, remove=lambda key, by: cases.remove_reply(int(key) if key.isdigit() else 0, by=by),
    fixed=(),
)  # fmt: skip

REGISTERS = [REPLIES]
