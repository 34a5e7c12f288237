"""The house writes selects and inputs itself: they must be, but for blanks between tags, what Django's templates write."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from lianzhi.foundation.ui.widgets import Written

GROUPED = [("", "–"), ("<a>", "A & B"), ('Group "x"', [(1, "one"), (2, "two")])]


class Everything(forms.Form):
    one = forms.ChoiceField(choices=GROUPED, required=False)
    plain = forms.CharField(
        max_length=5, required=False, widget=forms.TextInput({"data-x": '"<', "autofocus": True, "no": False})
    )
    n = forms.IntegerField(min_value=1, required=False)
    day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    box = forms.BooleanField(required=False)
    hidden = forms.CharField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(required=False, widget=forms.Textarea)
    many = forms.MultipleChoiceField(choices=GROUPED[:2], required=False, widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("data", [
    None, {},
    {"one": "<a>", "plain": "<script>'\"&", "n": "3", "day": "2026-01-02", "box": "on", "hidden": "x", "many": ["<a>"]},
    {"one": "2", "plain": "too long for it", "n": "zero", "day": "never"},
])  # fmt: skip
def test_what_is_written_is_what_the_templates_write(data) -> None:
    ours, djangos = Everything(data, renderer=Written()), Everything(data, renderer=DjangoTemplates())
    for name in Everything.base_fields:
        assert tight(ours[name]) == tight(djangos[name]), name
    boxes = [[part.tag() for part in form["many"].subwidgets] for form in (ours, djangos)]
    assert [box.strip() for box in boxes[0]] == [box.strip() for box in boxes[1]] and len(boxes[0]) == 2


def tight(bound: forms.BoundField) -> str:
    return re.sub(r">\s+<", "><", str(bound).strip())
