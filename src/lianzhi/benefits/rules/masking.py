"""A name as a public notice shows it: one character of three stays covered.  R-098, PIPL 51. Pure."""


def masked(name: str) -> str:
    """Two signs: the first stays; more: the first and the last stay. Without a name only stars."""
    said = name.strip()
    if len(said) < 2:
        return "*" * max(2, len(said))
    if len(said) == 2:
        return said[0] + "*"
    return said[0] + "*" * (len(said) - 2) + said[-1]
