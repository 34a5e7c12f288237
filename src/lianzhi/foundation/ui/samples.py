"""What the style page (``/ui/``, demo only) shows: one of everything, plainly invented."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from lianzhi.foundation.ui import refusals, themes
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.grades import GRADES

SHAPES = ("list", "record", "form", "board", "phone", "phone-home", "plain", "refused")


class SampleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=60, help_text=gettext_lazy("In one sentence.")
    )
    text = forms.CharField(label=gettext_lazy("What happened"), widget=forms.Textarea)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("", "–"), ("a", gettext_lazy("Unit A")), ("b", gettext_lazy("Unit B"))],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        widget=forms.RadioSelect,
        choices=[
            ("road", gettext_lazy("Road")),
            ("light", gettext_lazy("Street light")),
            ("noise", gettext_lazy("Noise")),
        ],
    )
    agree = forms.BooleanField(label=gettext_lazy("The text holds no names"), required=False)


@dataclass(frozen=True)
class SampleCase:
    number: str
    title: str
    state: str
    tone: str
    light: str
    due: Any
    since: Any
    share: float


def everything() -> dict[str, Any]:
    now = timezone.now()
    return {
        "form": SampleForm(initial={"title": gettext("The lamp at the gate is dark")}),
        "wrong_form": _wrong_form(),
        "cases": _cases(now),
        "listed": True,
        "page": Paginator(_cases(now) * 60, 12).get_page(3),
        "now": now,
        "timeline": _timeline(now),
        "photos": [],
        "themes": [code for code in themes.THEMES if code != themes.AUTO],
        "tabs": [("all", gettext("All"), "?tab=all", 128), ("mine", gettext("Mine"), "?tab=mine", 7),
                 ("late", gettext("Overdue"), "?tab=late", 2)],
        "steps": [gettext("Photo"), gettext("Place"), gettext("Text")],
        "refusal": refusals.words(_refusal()),
        "shapes": SHAPES,
        "dots": [],
        **_charts(),
    }  # fmt: skip


def _charts() -> dict[str, Any]:
    hours = [f"{hour:02d}" for hour in range(6, 22, 2)]
    grades = [gettext(text) for text in GRADES.values()]
    kinds = [gettext("Road"), gettext("Street light"), gettext("Noise")]
    return {
        "trend": {"kind": "line", "title": gettext("Reports per hour"), "labels": hours,
                  "series": [{"name": gettext("Received"), "values": [3, 9, 14, 11, 8, 12, 16, 7]},
                             {"name": gettext("Closed"), "values": [0, 4, 10, 12, 9, 8, 13, 11], "colour": "green"}]},
        "modules": {"kind": "ranking", "title": gettext("By module"), "labels": kinds,
                    "series": [{"name": gettext("Cases"), "values": [42, 27, 11]}]},
        "ratings": {"kind": "share", "title": gettext("Ratings"), "labels": grades,
                    "colours": ["green", "blue", "yellow", "orange", "red"],
                    "series": [{"name": gettext("Ratings"), "values": [52, 27, 12, 6, 3]}]},
    }  # fmt: skip


def _refusal() -> BadInput:
    return BadInput(
        "ui.sample",
        N_("The place is outside the town."),
        way_out=N_("Choose a place inside the town, or call the town's hotline."),
        field="title",
    )


def _wrong_form() -> SampleForm:
    form = SampleForm({"title": gettext("The lamp at the gate is dark")})
    refusals.put(form, _refusal())
    return form


def _cases(now: Any) -> list[SampleCase]:
    rows = [
        ("ST20261122-0042", gettext("The lamp at the gate is dark"), gettext("Handling"), "active", "green", 9, 1, 0.94),
        ("ST20261122-0041", gettext("Rubbish beside the river path"), gettext("Checking"), "waiting", "yellow", 0.8, 7, 0.52),
        ("ST20261121-0317", gettext("Loose cover on the pavement"), gettext("Returned"), "bad", "red", -3.5, 27, 0.81),
        ("ST20261121-0290", gettext("A tree leans over the school road"), gettext("Closed"), "good", "green", 30, 2, 0.88),
    ]  # fmt: skip
    return [
        SampleCase(
            number, title, state, tone, light, now + timedelta(hours=due), now - timedelta(hours=age), share
        )
        for number, title, state, tone, light, due, age, share in rows
    ]


def _timeline(now: Any) -> list[SimpleNamespace]:
    def entry(title: str, hours: float, tone: str = "", text: str = "", actor: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            title=title, at=now - timedelta(hours=hours) if hours else None, tone=tone, text=text, actor=actor,
            unit=gettext("Command room") if actor else "", photos=[],
        )  # fmt: skip

    return [
        entry(gettext("Received"), 26),
        entry(gettext("Filed"), 25.5, "good", actor=gettext("Duty officer")),
        entry(
            gettext("Sent to a unit"),
            25,
            "good",
            gettext("Please look at it today."),
            gettext("Duty officer"),
        ),
        entry(gettext("Handling"), 3, "now"),
        entry(gettext("Check by a second person"), 0, "ahead"),
    ]
