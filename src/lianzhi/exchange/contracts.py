"""Values that cross this room's door."""

from dataclasses import dataclass
from datetime import datetime

from lianzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ClientView:
    """A program that may come in, as the administrator sees it."""

    id: int
    name: str
    contact: str
    hint: str
    scopes: tuple[str, ...]
    account: str
    account_name: str
    per_minute: int
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a request: what its token opens, and the account it acts as."""

    client: int
    name: str
    actor: Actor
    scopes: frozenset[str]
    permissions: frozenset[str]
    per_minute: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a create answered, kept word for word so that asking again answers the same."""

    status: int
    body: str
    content_type: str
    replayed: bool = False
