"""The components as template tags. A builtin of the template engine: no ``{% load %}`` needed.

Every tag has a sample on the style page (``/ui/``) and a line in README.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, Textarea
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError

from lianzhi.foundation.ui import words
from lianzhi.kernel.errors import N_, Bilingual
from lianzhi.kernel.grades import GRADES

register = template.Library()

TONES = ("neutral", "active", "waiting", "good", "bad", "accent")
LIGHTS = {"green": N_("In time"), "yellow": N_("Due soon"), "red": N_("Overdue"), "off": N_("No deadline")}
SURE_ENOUGH = 0.7  # below this a person decides (docs/adr/0003-classifier.md)


# ---- signs --------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A sign from icons.svg; decorative unless it carries a label."""
    aria = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')  # noqa: S308
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', aria, static("ui/icons.svg"), name)


@register.simple_tag
def light(colour: str | None, word: str = "") -> SafeString:
    """Green, yellow, red or off: a shape, a sign and a word, never colour alone."""
    colour = colour if colour in LIGHTS else "off"
    return _light(colour, str(word) or gettext(LIGHTS[colour]))


@lru_cache(256)
def _light(colour: str, word: str) -> SafeString:
    return render_to_string("ui/light.html", {"colour": colour, "word": word})


@register.simple_tag
def tag(label: str, tone: str = "neutral") -> SafeString:
    """A state in words. ``label`` comes translated."""
    return format_html('<span class="tag tag-{}">{}</span>', tone if tone in TONES else "neutral", label)


@register.simple_tag
def confidence(share: float | None, source: str = "auto") -> SafeString:
    """How sure the machine was (0..1), or that a person decided (``source`` other than "auto")."""
    if source != "auto" or share is None:
        return format_html('<span class="confidence confidence-person">{}</span>', gettext("Set by a person"))
    per_cent = round(share * 100)
    low = "" if share >= SURE_ENOUGH else " confidence-low"
    note = gettext("Automatic %(share)s %%") % {"share": per_cent}
    unsure = "" if not low else gettext("needs a person")
    return format_html('<span class="confidence{}">{}{}</span>', low, note, f" · {unsure}" if unsure else "")


@register.simple_tag
def grade(value: int | None) -> SafeString:
    """A rating that was given."""
    if value not in GRADES:
        return format_html('<span class="quiet">{}</span>', gettext("Not rated yet"))
    tone = "good" if value > 3 else "neutral" if value == 3 else "bad"
    return format_html(
        '<span class="tag tag-{}">{} {}</span>', tone, icon(f"face-{value}"), gettext(GRADES[value])
    )


@register.simple_tag
def grade_words() -> list[str]:
    """The five grades in words, best first: heads of columns."""
    return [gettext(word) for word in GRADES.values()]


# ---- time ---------------------------------------------------------------------------------------------


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Date and time in the town's zone: today only the time, this year without the year."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    today, text = timezone.localdate(), _minute(local)
    if local.date() == today:
        text = gettext("today %(time)s") % {"time": text[11:]}
    elif local.year == today.year:
        text = text[5:]
    return _time(local, text)


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """The full date and time: 2026-11-22 09:30."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return _time(local, _minute(local))


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """A date as people write it in the language of the page."""
    if value is None:
        return "–"
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATE_FORMAT"))


@register.filter
def span(length: timedelta | None) -> str:
    """A length of time in its two largest units: 2 d 3 h, 45 min."""
    if length is None:
        return "–"
    minutes = int(abs(length.total_seconds()) // 60)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [gettext("%(n)s d") % {"n": days}] if days else []
    parts += [gettext("%(n)s h") % {"n": hours}] if hours else []
    parts += [gettext("%(n)s min") % {"n": left}] if not days and (left or not hours) else []
    return (
        gettext("%(large)s %(small)s") % {"large": parts[0], "small": parts[1]}
        if len(parts) > 1
        else parts[0]
    )


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    if value is None:
        return "–"
    passed = timezone.now() - value
    text = (
        gettext("just now")
        if passed < timedelta(minutes=1)
        else gettext("%(span)s ago") % {"span": span(passed)}
    )
    return _time(value, text)


def _minute(local: datetime) -> str:
    return local.isoformat(" ", "minutes")[:16]


def _time(local: datetime, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        local.isoformat(" ", "seconds")[:19],
        text,
    )


@register.simple_tag
def countdown(due: datetime | None, light: str = "", since: datetime | None = None) -> SafeString:
    """Time left until ``due`` as text; the base island keeps it ticking.

    With ``since`` the island also turns the light: yellow after 80 % of the time, red after all of it.
    """
    if due is None:
        return format_html('<span class="quiet">{}</span>', gettext("No deadline"))
    left = due - timezone.now()
    text = _left(left)
    begun = f' data-since="{since.isoformat()}"' if since else ""
    return format_html(
        '<time class="countdown" datetime="{}" title="{}" data-countdown data-light="{}"{}>{}</time>',
        due.isoformat(), f"{timezone.localtime(due):%Y-%m-%d %H:%M}",
        light or ("red" if left < timedelta(0) else "green"), mark_safe(begun), text,  # noqa: S308
    )  # fmt: skip


def _left(left: timedelta) -> str:
    if left < timedelta(0):
        return gettext("overdue by %(span)s") % {"span": span(left)}
    return gettext("%(span)s left") % {"span": span(left)}


# ---- blocks -------------------------------------------------------------------------------------------


@register.simple_tag
def fact(label: str, value: Any, fallback: str = "–") -> SafeString:
    """One line of ``<dl class="facts">``."""
    shown = fallback if value is None or value == "" else value
    return format_html("<dt>{}</dt><dd>{}</dd>", label, shown)


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Any], empty_text: str = "") -> dict[str, Any]:
    """Entries have ``title`` and any of ``at``, ``actor``, ``unit``, ``text``, ``tone`` (now, good, bad, ahead), ``photos``."""
    return {"entries": list(entries), "empty_text": empty_text or gettext("Nothing has happened yet.")}


@register.inclusion_tag("ui/photos.html")
def photos(files: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Files have ``url``, ``thumb_url`` and ``name`` (files.api.FileView)."""
    return {"files": list(files), "label": label or gettext("Photos")}


@register.inclusion_tag("ui/empty.html")
def nothing_yet(
    title: str, text: str = "", url: str = "", action: str = "", sign: str = "inbox"
) -> dict[str, str]:
    """Nothing here yet: say what will appear and how."""
    return {"title": title, "text": text, "url": url, "action": action, "sign": sign}


@register.inclusion_tag("ui/kpi.html")
def kpi(
    label: str, value: Any, unit: str = "", note: str = "", url: str = "", tone: str = ""
) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url, "tone": tone}


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, Any]:
    """``current`` counts from 1."""
    marked = [(label, index + 1 < current, index + 1 == current) for index, label in enumerate(steps)]
    return {"steps": marked, "label": gettext("Step %(n)s of %(all)s") % {"n": current, "all": len(steps)}}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(*items: Any) -> dict[str, Any]:
    """``{% breadcrumb label url label url label %}``: the last label is where we are."""
    pairs = list(zip(items[::2], items[1::2], strict=False))
    return {"pairs": pairs, "here": items[-1] if len(items) % 2 else ""}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Sequence[Any]], current: str, label: str = "") -> dict[str, Any]:
    """Items are (code, label, url) or (code, label, url, count)."""
    rows = [(code, text, url, *(rest or [None])) for code, text, url, *rest in items]
    return {"items": rows, "current": current, "label": label or gettext("Views")}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Pages of a Django ``Page`` with the total; keeps the other query parameters."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    total = page.paginator.count
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "base": f"?{query.urlencode()}&page=" if query else "?page=",
        "total": ngettext("%(n)s entry", "%(n)s entries", total) % {"n": total},
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Pages of a long list: next and previous by the place in it, numbers as far as one may jump.

    ``page``: ``number last numbers total capped before after``, as ``cases.queries.paging.KeysetPage`` has them.
    """
    query = context["request"].GET.copy()
    for name in ("page", "after", "before", "select"):
        query.pop(name, None)
    base = f"?{query.urlencode()}&" if query else "?"
    count = ngettext("%(n)s entry", "%(n)s entries", page.total) % {"n": f"{page.total:,}"}
    more = gettext("more than %(n)s entries") % {"n": f"{page.total:,}"}
    return {
        "page": page,
        "base": base,
        "total": more if page.capped else count,
        "back": f"{base}page={max(page.number - 1, 1)}&before={page.before}",
        "on": f"{base}page={page.number + 1}&after={page.after}",
        "kept": [(name, value) for name in query for value in query.getlist(name)],
    }


@register.inclusion_tag("ui/flash.html", takes_context=True)
def flash(context: Context) -> dict[str, Any]:
    return {"messages": context.get("messages", ())}


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, id: str, title: str, kind: str = "") -> SafeString:  # noqa: A002
    """``{% dialog id="x" title=… %} … {% enddialog %}``; opened by ``<button data-dialog="x">``.

    ``kind="drawer"`` comes in from the right.
    """
    return format_html(
        '<dialog id="{0}" class="{1}" aria-labelledby="{0}-title"><div class="dialog-head"><h2 id="{0}-title">{2}</h2>'
        '<button class="button button-quiet" type="button" data-close aria-label="{3}">{4}</button></div>'
        '<div class="dialog-body">{5}</div></dialog>',
        id, kind, title, gettext("Close"), icon("close"), content,
    )  # fmt: skip


# ---- forms --------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, kind: str = "", hint: str = "") -> dict[str, Any]:
    """A form field with its label, hint and error. ``kind="cards"`` shows choices as cards."""
    widget = bound.field.widget
    type_name = getattr(widget, "input_type", "")
    many = type_name in ("radio", "checkbox") and hasattr(widget, "choices")
    hint = hint or bound.help_text
    described = [f"{bound.auto_id}-error"] if bound.errors else []
    described += [f"{bound.auto_id}-hint"] if hint else []
    attrs = {} if many or type_name == "checkbox" else {"class": "control"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == "10":  # Django's default is half a screen
        attrs["rows"] = "4"
    return {
        "bound": bound,
        "control": "" if many else bound.as_widget(attrs=attrs),
        "many": many,
        "single_box": type_name == "checkbox" and not many,
        "kind": kind,
        "hint": hint,
        "described": " ".join(described),
    }


@register.inclusion_tag("ui/rating_picker.html")
def rating_picker(name: str = "grade", value: Any = None, label: str = "", error: str = "") -> dict[str, Any]:
    """Five grades, best first, as radio buttons."""
    grades = [(code, gettext(text), f"face-{code}", str(value) == str(code)) for code, text in GRADES.items()]
    return {
        "name": name,
        "grades": grades,
        "label": label or gettext("How satisfied are you?"),
        "error": error,
    }


# ---- page ---------------------------------------------------------------------------------------------


@register.simple_tag
def island(name: str) -> SafeString:
    """The script of an island and its words. Without built assets the page works on as plain HTML."""
    try:
        tags = DjangoViteAssetLoader.instance().generate_vite_asset(name)
    except DjangoViteAssetNotFoundError:
        return format_html("<!-- island {} is not built: npm run build in frontend/ -->", name)
    return format_html("{}{}", mark_safe(tags), _json(f"words-{name}", words.of(name)))  # noqa: S308


def _json(element: str, data: Mapping[str, Any]) -> SafeString:
    return template.defaultfilters.json_script(data, element) if data else SafeString("")


@register.simple_tag
def link(name: str, *args: Any) -> str:
    """Like ``{% url %}``, but empty when no room offers the page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def translated(text: str | Bilingual) -> str:
    """A text that was marked with N_() where it was written, or one that comes from data in both languages."""
    if isinstance(text, Bilingual):
        return text.pick(get_language() or settings.LANGUAGE_CODE)
    return gettext(text) if text else ""


@register.filter
def name_in(thing: Any, language: str = "") -> str:
    """``name_zh`` or ``name_en`` of a contract, by the language of the page."""
    return words.name_of(thing, language)
