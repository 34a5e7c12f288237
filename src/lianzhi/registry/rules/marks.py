"""When may something be marked as key, and for how long?  R-096: reason, authority and expiry. Pure.

Nothing is marked without a lawful ground (个人信息保护法 13, 33-34: within the duties and powers that law gives). ``LONGEST``
is this version's proposal: who needs longer decides anew.
"""

from datetime import date, timedelta

from lianzhi.kernel.errors import N_, BadInput

LONGEST = timedelta(days=366)
REMIND = timedelta(days=7)
SHORTEST_REASON = 4


def check_days(starts: date, expires: date) -> None:
    if expires < starts or expires - starts > LONGEST:
        raise BadInput(
            "registry.mark_days",
            N_("A mark ends after it begins, and within a year."),
            way_out=N_("Take an earlier end; who needs it longer decides anew then."),
            field="expires",
        )


def check_said(said: dict[str, str]) -> None:
    """Ground, basis, authority and reason each say something."""
    for field in ("ground", "basis", "authority", "reason"):
        if len(said[field].strip()) < (2 if field == "ground" else SHORTEST_REASON):
            raise BadInput(
                "registry.mark_ground",
                N_("Nothing is marked without a lawful ground, its article, who decided it, and why."),
                way_out=N_("Fill it in as the decision says it, or leave the mark be."),
                field=field,
            )


def reminded_on(expires: date) -> tuple[date, date]:
    """The days on which who keeps marks is told: a week before, and on the last day."""
    return expires - REMIND, expires
