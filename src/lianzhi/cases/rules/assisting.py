"""代办: consent first, and nobody speaks for others about the own work.  R-208, R-222.  Pure."""

from lianzhi.kernel.errors import N_, BadInput

HELPERS = {
    "counter": N_("At the counter"),
    "grid": N_("Grid worker on the round"),
    "agent": N_("Community agent"),
    "family": N_("Family"),
    "neighbour": N_("Neighbour or friend"),
}
BY_STAFF = ("counter", "grid", "agent")
BY_RESIDENTS = ("family", "neighbour")
CONSENTS = {
    "in_person": N_("Said so face to face"),
    "by_phone": N_("Said so on the phone"),
    "on_paper": N_("Signed a paper"),
}
WHAT = {
    "report": N_("Reported"),
    "reply": N_("Answered a question"),
    "rate": N_("Rated"),
    "reopen": N_("Asked to have it done again"),
    "continue": N_("Finished what was begun online"),
}


def check_consent(*, kind: str, consent: str, staff: bool) -> None:
    """Raises BadInput when nobody says who helped, or that the person agreed."""
    if kind not in (BY_STAFF if staff else BY_RESIDENTS):
        raise BadInput(
            "cases.helper",
            N_("Say in what capacity you help."),
            way_out=N_("Choose one of the list."),
            field="helper",
        )
    if consent not in CONSENTS:
        raise BadInput(
            "cases.consent",
            N_("Without the person's consent nobody may act for them."),
            way_out=N_("Ask the person, then say how they agreed."),
            field="consent",
        )
