"""Where a page ended, as a text that a program hands back unread."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from lianzhi.kernel.errors import N_, BadInput


def write(at: datetime, pk: int) -> str:
    return urlsafe_b64encode(f"{at.astimezone(UTC).isoformat()}|{pk}".encode()).decode().rstrip("=")


def read(text: str) -> tuple[datetime, int] | None:
    """None at the beginning. Raises BadInput for a text that was not written here."""
    if not text:
        return None
    try:
        at, _, pk = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        found = datetime.fromisoformat(at), int(pk)
    except ValueError as error:
        raise _foreign() from error
    if found[0].tzinfo is None or not 0 <= found[1] < 2**63:
        raise _foreign()
    return found


def _foreign() -> BadInput:
    return BadInput(
        "exchange.cursor",
        N_("This cursor was not given out here."),
        way_out=N_("Take “next” from the page before, or leave the cursor out to begin anew."),
        field="cursor",
    )
