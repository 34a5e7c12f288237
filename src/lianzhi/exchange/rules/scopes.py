"""What a token opens. A scope never gives more than its account has: both are asked (R-102, R-087). Pure."""

from collections.abc import Iterable

from lianzhi.kernel.errors import N_, BadInput

SCOPES = {
    "cases:read": N_("Read cases within the account's area"),
    "cases:create": N_("Report cases and send photos"),
    "cases:move": N_("Move cases on, as the account may"),
    "events:read": N_("Read the feed of events"),
    "addresses:resolve": N_("Look up which code an address means"),
    "safety:read": N_("Ask for the risk of addresses and for gas cylinders"),
    "schools:read": N_("Read school places and what is expected"),
    "elders:read": N_("Read the list of elders within the account's duty of care"),
    "sensing:send": N_("Send detections and door readings"),
    "sensing:read": N_("Read what became of detections"),
}
NEEDS = {
    "cases:read": "cases.see",
    "cases:create": "cases.report",
    "events:read": "cases.see",
    "addresses:resolve": "territory.resolve",
    "safety:read": "safety.see",
    "schools:read": "services.schools",
    "elders:read": "services.elders",
    "sensing:send": "sensing.send",
    "sensing:read": "sensing.see",
}
"""The permission an account needs for the scope to be of any use; moves ask their own permission each."""


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes in the order of the list. Raises BadInput for none or an unknown one."""
    wanted = set(scopes)
    if not wanted or wanted - SCOPES.keys():
        raise BadInput(
            "exchange.scopes",
            N_("Choose what the token is for."),
            way_out=N_("At least one of: %(known)s."),
            field="scopes",
            params={"known": ", ".join(SCOPES)},
        )
    return [scope for scope in SCOPES if scope in wanted]
