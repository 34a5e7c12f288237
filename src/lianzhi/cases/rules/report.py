"""What a report must hold before it is taken in.  R-109, R-123; bad input gets a way out, never a loss."""

from lianzhi.kernel.errors import N_, BadInput

SHORTEST, LONGEST = 4, 2000
LONGEST_BY_STAFF = 20_000  # a letter or an imported message is taken whole
TITLE = 40  # characters of the line in lists


def clean_text(text: str, longest: int = LONGEST) -> str:
    """The text as kept: line ends unified, control characters dropped. Raises BadInput when unusable."""
    kept = printable(text)
    if len(kept) < SHORTEST:
        raise BadInput(
            "cases.text_short",
            N_("Please say what is wrong, in at least %(least)s characters."),
            way_out=N_("For example: the street lamp at the gate has been out since Monday."),
            field="text",
            params={"least": SHORTEST},
        )
    if len(kept) > longest:
        raise BadInput(
            "cases.text_long",
            N_("The text has %(count)s characters; at most %(most)s can be taken."),
            way_out=N_(
                "Shorten it to what matters for finding and solving the problem. What you typed is still here."
            ),
            field="text",
            params={"count": len(kept), "most": longest},
        )
    return kept


def printable(text: str) -> str:
    """Line ends unified, control characters dropped, trimmed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or c.isprintable()).strip()


def check_coordinates(lon: float | None, lat: float | None) -> None:
    """Both or neither, and on this planet."""
    if (lon is None) != (lat is None) or (
        lon is not None and lat is not None and not (-180 <= lon <= 180 and -90 <= lat <= 90)
    ):
        raise BadInput(
            "cases.coordinates",
            N_("The place could not be read."),
            way_out=N_("Choose the place on the map again, or type the address."),
            field="place",
        )
