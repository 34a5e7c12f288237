"""Keep reply templates; count their use."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from lianzhi.cases.contracts import ReplyView
from lianzhi.cases.models import ReplyTemplate
from lianzhi.cases.queries.replies import reply_view
from lianzhi.cases.rules.replies import LONGEST, PLACEHOLDERS, unknown
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import towns
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

EDIT = "replies.edit"


@transaction.atomic
def save_reply(
    key: int | None, *, title: str, text: str, verbs: Sequence[str] = (), states: Sequence[str] = (),
    categories: Sequence[str] = (), active: bool = True, by: Actor,
) -> ReplyView:  # fmt: skip
    """Make a template, or change the one with the id ``key``. Raises BadInput naming each unknown placeholder."""
    access.require(by, EDIT, None)
    if wrong := unknown(text):
        raise BadInput(
            "cases.placeholder", N_("This cannot be filled in: %(wrong)s"),
            way_out=N_("Use only %(known)s, each with both braces."), field="text",
            params={"wrong": " ".join(wrong), "known": " ".join(f"{{{name}}}" for name in PLACEHOLDERS)},
        )  # fmt: skip
    if len(text) > LONGEST:
        raise BadInput(
            "cases.reply_long",
            N_("At most %(most)s characters."),
            way_out=N_("Shorten it."),
            field="text",
            params={"most": LONGEST},
        )
    if ReplyTemplate.objects.filter(title=title).exclude(pk=key).exists():
        raise BadInput(
            "cases.reply_taken", N_("There is a template with this title already."), way_out=N_("Give it another title."),
            field="title",
        )  # fmt: skip
    values = {
        "title": title, "text": text, "verbs": list(verbs), "states": list(states), "categories": list(categories),
        "active": active,
    }  # fmt: skip
    row, _made = ReplyTemplate.objects.update_or_create(pk=key, defaults=values)
    audit.record(by, "cases.save_reply", f"reply:{row.pk}", values)
    return reply_view(row)


@transaction.atomic
def remove_reply(key: int, *, by: Actor) -> None:
    access.require(by, EDIT, None)
    row = ReplyTemplate.objects.filter(pk=key).first()
    if row is not None:
        audit.record(
            by, "cases.remove_reply", f"reply:{key}", {"title": row.title, "text": row.text, "used": row.used}
        )
        row.delete()


def count_use(ids: Iterable[str]) -> None:
    """A text made with these templates was sent."""
    known = {int(each) for each in list(ids)[:20] if each.isdigit() and len(each) < towns.DIGITS}
    if known:
        ReplyTemplate.objects.filter(pk__in=known).update(used=F("used") + 1)
