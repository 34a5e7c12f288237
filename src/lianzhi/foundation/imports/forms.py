"""Forms of an import: the file and where it comes from; which column holds what."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_lazy

from lianzhi.foundation.imports.contracts import Field, Kind
from lianzhi.foundation.imports.queries import Opened
from lianzhi.kernel.errors import Bilingual

SHEET = "sheet"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table (xlsx, CSV or JSON)"),
        help_text=gettext_lazy("One row for each entry, the first row names the columns. At most 60 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv,.json,.jsonl"}),
        allow_empty_file=True,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=30,
        help_text=gettext_lazy(
            "Where it comes from, for example 12345. Empty: the name of the file. The columns are remembered for it; the same "
            "number from the same source is the same entry."
        ),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )


class ColumnsForm(forms.Form):
    """One choice for each field, and the sheet where there are several."""

    def __init__(self, made: Kind, opened: Opened, sheet: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(opened.sheets) > 1:
            self.fields[SHEET] = forms.ChoiceField(
                label=gettext("Sheet"),
                choices=[(n, n) for n in opened.sheets],
                initial=sheet or opened.sheets[0],
            )
        columns = [("", gettext("No column")), *((name, name) for name in opened.columns)]
        for field in made.fields:
            self.fields[field.code] = forms.ChoiceField(
                label=_label(field),
                choices=columns,
                required=field.required,
                initial=opened.mapping.get(field.code, ""),
            )

    def chosen(self) -> tuple[dict[str, str], str]:
        """(field -> column, sheet)"""
        said = dict(self.cleaned_data)
        sheet = said.pop(SHEET, "")
        return said, sheet


def _label(field: Field) -> str:
    if isinstance(field.label, Bilingual):
        return field.label.pick(get_language() or settings.LANGUAGE_CODE)
    return gettext(field.label)
