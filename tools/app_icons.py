"""Draw the app's icons from the house's mark: ``app_icons.py`` writes src/lianzhi/cases/static/cases/app/*.png.

The mark is a triangle of three joined dots on the accent colour. The maskable icon fills its square, since phones cut
it to their own shape and promise to keep the inner 80 %.
"""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parents[1] / "src/lianzhi/cases/static/cases/app"
BLUE, WHITE = "#1565C0", "#FFFFFF"
CORNERS = ((16, 6.5), (7.5, 21.5), (24.5, 21.5))
OVER = 4  # drawn larger and reduced: smooth edges


def icon(size: int, *, maskable: bool = False, ground: str | None = None) -> Image.Image:
    side = size * OVER
    image = Image.new("RGBA", (side, side), BLUE if maskable else ground or (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    unit = side / 32 * (0.72 if maskable else 1)
    shift = (side - 32 * unit) / 2
    at = [(x * unit + shift, y * unit + shift) for x, y in CORNERS]
    if not maskable:
        pen.ellipse((unit, unit, 31 * unit, 31 * unit), fill=BLUE)
    pen.polygon(at, outline=WHITE, width=round(1.75 * unit))
    for x, y in at:
        radius = 3.25 * unit
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=WHITE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    icon(192).save(OUT / "icon-192.png", optimize=True)
    icon(512).save(OUT / "icon-512.png", optimize=True)
    icon(512, maskable=True).save(OUT / "icon-512-maskable.png", optimize=True)
    icon(180, ground=WHITE).convert("RGB").save(OUT / "icon-180.png", optimize=True)


if __name__ == "__main__":
    main()
