"""From a request to an actor, and short-lived tickets for the live stream."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from lianzhi.foundation.access.models import Resident, User
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed

_RESIDENT = "resident"
_TICKET_SALT = "lianzhi.live"
TICKET_SECONDS = 12 * 3600


def staff_actor(user: User) -> Actor:
    return Actor(id=f"staff:{user.pk}", name=user.name, unit=user.unit.code)


def actor_of(request: HttpRequest) -> Actor:
    """The member of staff behind the request; raises NotAllowed when nobody is logged in."""
    if not request.user.is_authenticated:
        raise NotAllowed("access.anonymous", N_("Please log in first."), way_out=N_("Log in and try again."))
    return staff_actor(request.user)  # type: ignore[arg-type]


def remember_resident(request: HttpRequest, resident: Resident) -> None:
    request.session.cycle_key()
    request.session[_RESIDENT] = resident.pk


def resident_of(request: HttpRequest) -> Actor | None:
    """The resident of this session, or None before a phone number was proved."""
    pk = request.session.get(_RESIDENT)
    found = Resident.objects.filter(pk=pk).first() if pk else None
    return resident_actor(found) if found else None


def resident_actor(resident: Resident) -> Actor:
    return Actor(id=f"resident:{resident.pk}", name=resident.name)


def ticket_of(by: Actor) -> str:
    """A signed ticket with which a page of this actor may open the live stream."""
    return signing.dumps(by.id, salt=_TICKET_SALT)


def actor_from_ticket(ticket: str) -> Actor:
    """The actor behind a live ticket. Raises NotAllowed when it is forged, old or of a closed account."""
    try:
        actor_id = signing.loads(ticket, salt=_TICKET_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise _no_ticket() from error
    user = User.objects.filter(pk=actor_id.partition(":")[2], is_active=True).select_related("unit").first()
    if not actor_id.startswith("staff:") or user is None:
        raise _no_ticket()
    return staff_actor(user)


def _no_ticket() -> NotAllowed:
    return NotAllowed(
        "access.ticket", N_("The live connection needs a fresh page."), way_out=N_("Reload the page.")
    )


def address_of(request: HttpRequest) -> str:
    """The address of the browser. Behind ``PROXIES`` own proxies it is what the outermost of them saw."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    hops = settings.PROXIES
    return seen[-hops] if 0 < hops <= len(seen) else request.META.get("REMOTE_ADDR", "")
