"""Other cities as the administrator sees them: how each is doing, and what is under way."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianzhi.exchange.models import Forward, Remote
from lianzhi.exchange.remotes.adapters import NAMES
from lianzhi.exchange.remotes.forwarding import adapter_of
from lianzhi.exchange.remotes.setting_up import locked

LISTED = 100


@dataclass(frozen=True, slots=True)
class RemoteView:
    id: int
    name: str
    adapter: str
    adapter_name: str
    unit: str
    url: str
    jurisdiction: str
    services: dict[str, str]
    attributes: dict[str, str]
    private: bool
    active: bool
    polled_at: datetime | None
    error: str
    has_key: bool
    problems: tuple[str, ...]
    waiting: int = 0
    sent: int = 0
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class ForwardView:
    id: int
    number: str
    title: str
    state: str
    external: str
    attempts: int
    error: str
    next_try: datetime
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


def remotes() -> list[RemoteView]:
    """Every city with its open hand-overs; two queries."""
    open_ = Forward.objects.filter(state__in=["waiting", "sent", "stuck"]).values("remote_id")
    counts = open_.annotate(**{s: Count("pk", filter=Q(state=s)) for s in ("waiting", "sent", "stuck")})
    known = {row.pop("remote_id"): row for row in counts}
    return [_view(row, known.get(row.pk, {})) for row in Remote.objects.order_by("-active", "name")]


def remote(remote_id: int) -> RemoteView:
    """Raises NotFound."""
    found = next((view for view in remotes() if view.id == remote_id), None)
    return found or _view(locked(remote_id), {})


def _view(row: Remote, counts: dict[str, int]) -> RemoteView:
    problems = tuple(adapter_of(row).check_config())
    return RemoteView(
        row.pk, row.name, row.adapter, NAMES.get(row.adapter, row.adapter), row.unit, row.url, row.jurisdiction,
        row.services, row.attributes, row.private, row.active, row.polled_at, row.error, bool(row.key), problems, **counts,
    )  # fmt: skip


def forwards(remote_id: int) -> list[ForwardView]:
    """What is stuck first, then what is under way, then the newest that ended."""
    order = {"stuck": 0, "waiting": 1, "sent": 2}
    rows = Forward.objects.filter(remote_id=remote_id).select_related("case")
    open_ = list(rows.filter(state__in=list(order)).order_by("pk")[:LISTED])
    ended = list(rows.exclude(state__in=list(order)).order_by("-pk")[:LISTED])
    return [
        ForwardView(
            row.pk, row.case.number, row.case.title, row.state, row.external or row.token, row.attempts, row.error,
            row.next_try, row.created_at, row.sent_at, row.ended_at,
        )
        for row in [*sorted(open_, key=lambda r: order[r.state]), *ended]
    ]  # fmt: skip
