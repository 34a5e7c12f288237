"""Area codes: the 12-digit statistics code, a grid = +3 digits, a micro-grid = +2 (R-074).

6 digits district (GB/T 2260), 3 town, 3 community, 3 grid, 2 micro-grid. A higher area pads with
zeros, so the subtree of an area is a prefix match once the padding of its own level is cut off.
"""

SCHEME = "lianzhi-1"  # scheme and version of codes, as each row says them (ADR 0010)
LEVELS = {2: "province", 4: "city", 6: "district", 9: "town", 12: "community", 15: "grid", 17: "micro_grid"}


def stem(code: str) -> str:
    """The significant digits of ``code``: ``330199100000`` (a town) -> ``330199100``."""
    if not code.isdigit() or len(code) not in (12, 15, 17):
        raise ValueError(f"not an area code: {code!r}")
    if len(code) > 12:
        return code
    for size in (2, 4, 6, 9):
        if not code[size:].strip("0"):
            return code[:size]
    return code


def level(code: str) -> str:
    return LEVELS[len(stem(code))]


def covers(area: str, code: str) -> bool:
    """True when ``code`` lies in the subtree of ``area`` (or is it)."""
    return bool(code) and code.startswith(stem(area))


def community_of(code: str) -> str:
    """The 12-digit community code of a grid or micro-grid (or of the community itself)."""
    return code[:12]


def town_of(code: str) -> str:
    return code[:9] + "000"


def above(town: str) -> tuple[str, str]:
    """The codes of the city and the district that a town lies in."""
    return town[:4] + "0" * 8, town[:6] + "0" * 6


def parent_of(code: str) -> str:
    """The code of the area above: empty above a city, which is as high as the tree goes."""
    if len(code) > 15:
        return code[:15]
    if len(code) > 12:
        return code[:12]
    size = len(stem(code))
    return {12: code[:9] + "000", 9: code[:6] + "0" * 6, 6: code[:4] + "0" * 8}.get(size, "")
