"""What is said of what lies out of reach, or is not there."""

from lianzhi.kernel.errors import N_, NotFound


def nothing() -> NotFound:
    """Also for what lies in another area: it does not exist for who may not see it."""
    return NotFound(
        "sensing.nothing",
        N_("There is no such thing here, or it lies outside your area."),
        way_out=N_("Open the list again."),
    )
