"""Short posts of a circle; the community hides one with a reason, which is kept (R-122)."""

from datetime import timedelta

from django.db import transaction

from lianzhi.circles.access import MODERATE
from lianzhi.circles.actions.errands import safe
from lianzhi.circles.actions.members import SHORTEST, own
from lianzhi.circles.models import Post
from lianzhi.circles.queries.parties import nothing
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

DAY, MOST = timedelta(days=1), 5


@transaction.atomic
@audit.late()
def post(text: str, *, by: Actor) -> Post:
    """A member's word. Raises BadInput, NotAllowed, WrongState beyond five a day."""
    member = own(by, lock=True)
    if Post.objects.filter(member=member, at__gt=clock.now() - DAY).count() >= MOST:
        raise WrongState(
            "circles.enough", N_("That is enough for today."), way_out=N_("Write again tomorrow.")
        )
    words = safe(text, 300, "text", SHORTEST)
    row = Post.objects.create(cell=member.cell, member=member, name=member.name, text=words, at=clock.now())
    audit.record(by, "circles.post", f"post:{row.pk}", {"cell": row.cell, "text": words})
    return row


@transaction.atomic
@audit.late()
def notice(cell: str, text: str, *, by: Actor) -> Post:
    """The community's own notice in a circle. Raises NotFound where no such circle is, or not in the reader's area."""
    row = Post(cell=cell, name=by.name[:60], official=True, at=clock.now())
    if territory.area(cell) is None or not access.may(by, MODERATE, row):
        raise nothing()
    row.text = safe(text, 300, "text", SHORTEST)
    row.save()
    audit.record(by, "circles.notice", f"post:{row.pk}", {"cell": cell, "text": row.text})
    return row


@transaction.atomic
@audit.late()
def hide(post_id: int, reason: str, *, by: Actor) -> Post:
    row = Post.objects.select_for_update(of=("self",)).filter(pk=post_id, hidden_at=None).first()
    if row is None or not access.may(by, MODERATE, row):
        raise nothing()
    words = clean(reason, 200, field="reason").strip()
    if len(words) < SHORTEST:
        raise BadInput("circles.reason", N_("Give a reason."), way_out=N_("It is kept."), field="reason")
    row.hidden_at, row.hidden_name, row.reason = clock.now(), by.name[:60], words
    row.save()
    audit.record(by, "circles.hide", f"post:{row.pk}", {"reason": words})
    return row
