"""Every pair of tokens that is shown together can be read: text 4.5 to 1, marks and edges 3 to 1 (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

from lianzhi.foundation.ui import nav

CSS = (Path(nav.__file__).parent / "static/ui/tokens.css").read_text()
THEMES = ("light", "dark", "care", "contrast")
HUES = ("red", "orange", "yellow", "blue", "green")


def block(selector: str) -> dict[str, str]:
    """The custom properties of the first rule whose selector list names ``selector``."""
    for selectors, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    ):
        if selector in [one.strip() for one in selectors.split(",")]:
            return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    raise LookupError(selector)


def theme(name: str) -> dict[str, str]:
    return block('[data-theme="light"]') | (block(f'[data-theme="{name}"]') if name != "light" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *[(text, ground) for text in ("text", "muted", "accent") for ground in ("ground", "panel", "raised")],
    *[(f"{hue}-text", ground) for hue in HUES for ground in ("ground", "panel", "raised", f"{hue}-soft")],
    ("accent-strong", "accent-soft"), ("text", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("danger", "panel"), ("on-danger", "danger"), ("text", "red-soft"), ("text", "green-soft"), ("text", "orange-soft"),
    ("menu-text", "menu"), ("menu-muted", "menu"), ("menu-text", "menu-raised"), ("map-label", "map-land"),
    ("map-label", "map-block"),
]  # fmt: skip
MARKS = [
    *[("control", ground) for ground in ("ground", "panel", "raised")],
    *[("focus", ground) for ground in ("ground", "panel", "raised")],
    ("on-red", "red"), ("on-mark", "yellow"), ("on-mark", "green"), ("map-border", "map-land"),
]  # fmt: skip


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(name: str, front: str, back: str) -> None:
    colours = theme(name)
    assert contrast(colours[front], colours[back]) >= 4.5, f"{name}: {front} on {back}"


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_marks_and_edges_can_be_seen(name: str, front: str, back: str) -> None:
    colours = theme(name)
    assert contrast(colours[front], colours[back]) >= 3, f"{name}: {front} on {back}"


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_a_state_colour_stands_out_by_itself_or_by_its_outline(name: str, hue: str) -> None:
    colours = theme(name)
    for ground in ("panel", "ground"):
        best = max(contrast(colours[hue], colours[ground]), contrast(colours["mark-line"], colours[ground]))
        assert best >= 3, f"{name}: {hue} on {ground}"


def test_following_the_system_into_the_dark_gives_exactly_the_dark_theme() -> None:
    inside = CSS[CSS.index("@media (prefers-color-scheme: dark)") :]
    inside = inside[: inside.index("}\n}")]
    followed = dict(re.findall(r"--([\w-]+):\s*([^;]+);", inside))

    assert followed == block('[data-theme="dark"]')


def test_the_design_values_are_the_agreed_ones() -> None:
    dark, light = theme("dark"), theme("light")

    assert [dark[k] for k in ("ground", "panel", "line", "text", "muted", "accent")] == [
        "#0B1A33", "#10233F", "#1E3A5F", "#EAF2FF", "#8FA8C8", "#3EA6FF",
    ]  # fmt: skip
    assert [light[k] for k in ("ground", "panel", "line", "text", "muted", "accent")] == [
        "#F5F7FA", "#FFFFFF", "#E2E8F0", "#1A2433", "#5B6B80", "#1565C0",
    ]  # fmt: skip
    for colours in (dark, light):
        assert [colours[hue] for hue in HUES] == ["#E2415B", "#D98520", "#FAEC23", "#4E78F6", "#62E5C1"]


def test_style_sheets_name_no_colour_of_their_own() -> None:
    allowed = {"#FFFFFF", "#3EA6FF", "#000000", "#999999"}  # on the fixed dark menu, in masks, in print
    folder = Path(nav.__file__).parent / "static/ui"
    used = {
        (path.name, colour)
        for path in folder.glob("*.css")
        if path.name != "tokens.css"
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", path.read_text())
        if colour.upper() not in allowed
    }

    assert used == set()
