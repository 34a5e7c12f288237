"""Selects, options and plain inputs written directly: a page with nineteen filters draws some three hundred options, and a
template for each of them took a quarter of the page's time. What is written is what Django's own templates write."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
_FORMS = "django/forms/widgets/"


class Written(DjangoTemplates):
    """The form renderer of the house (``FORM_RENDERER``); what is not in ``WRITERS`` has its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        write = WRITERS.get(template_name)
        if write is None or context["widget"].get("wrap_label"):
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]))  # noqa: S308  every value below is escaped


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{_told(widget["name"])}"{_attrs(widget)}>{groups}\n</select>'


def _group(name: str | None, options: list[Widget]) -> str:
    written = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{_told(name)}">{written}\n  </optgroup>' if name else written


def _option(option: Widget) -> str:
    return f'<option value="{_told(option["value"])}"{_attrs(option)}>{_told(option["label"])}</option>'


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_told(widget["value"])}"'
    return f'<input type="{_told(widget["type"])}" name="{_told(widget["name"])}"{value}{_attrs(widget)}>'


def _attrs(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_told(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _told(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


WRITERS: Mapping[str, Callable[[Widget], str]] = {f"{_FORMS}select.html": _select} | {
    f"{_FORMS}{name}.html": _input
    for name in ("input", "text", "date", "number", "hidden", "checkbox", "checkbox_option", "radio_option")
}
