"""The two kinds of reporting. They share screens and differ in who reports and how that is known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from lianzhi.cases.contracts import IntakeView
from lianzhi.cases.queries import lists
from lianzhi.kernel.actor import Actor

STEPS = ("photo", "place", "words")
FIRST = "snap_report"


def ways_in() -> tuple[list[IntakeView], list[IntakeView]]:
    """(随手拍 if it is open, the other ways in): what the first page shows big and what below."""
    ways = lists.offered_intakes()
    return [way for way in ways if way.code == FIRST], [way for way in ways if way.code != FIRST]


@dataclass(frozen=True, slots=True)
class Kind:
    """``reporter``: who reports, known or proved when it is sent."""

    app: str
    source: str
    reporter: Callable[[HttpRequest, dict[str, Any]], Actor]
    words_form: Callable[[HttpRequest], type[forms.Form]]

    def url(self, name: str, *args: object) -> str:
        return reverse(f"{self.app}:{name}", args=args)

    def step_url(self, intake: str, number: int) -> str:
        """The address of screen 1, 2 or 3; of the home page for 0."""
        return self.url(f"report_{STEPS[number - 1]}", intake) if number else self.url("home")
