"""Small figures drawn on the server: sparklines and percentages. Pure."""

from collections.abc import Sequence

WIDTH, HEIGHT = 100, 24


def spark(values: Sequence[int]) -> str:
    """Points of an SVG polyline in a box of 100 x 24; a flat line for equal values."""
    low, high = min(values, default=0), max(values, default=0)
    step = WIDTH / max(len(values) - 1, 1)
    height = (HEIGHT - 4) / (high - low) if high > low else 0
    return " ".join(
        f"{n * step:.1f},{HEIGHT - 2 - (value - low) * height:.1f}" for n, value in enumerate(values)
    )


def per_cent(share: float | None) -> str:
    """One decimal; 100 only when it is all of them, 0 only when it is none. Empty when there is nothing to divide."""
    if share is None:
        return ""
    if 0 < share < 1:
        return f"{min(max(share * 100, 0.1), 99.9):.1f}"
    return f"{share * 100:.0f}"
