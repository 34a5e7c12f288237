"""Themes a person can choose. ``auto`` follows the system; the choice is kept in a cookie for a year."""

from django.http import HttpRequest, HttpResponse

from lianzhi.kernel.errors import N_

COOKIE = "lianzhi_theme"
AUTO = "auto"
YEAR = 365 * 24 * 3600
THEMES = {
    AUTO: N_("Follow the system"),
    "light": N_("Light colours"),
    "dark": N_("Dark colours"),
    "care": N_("Large type"),
    "contrast": N_("High contrast"),
}

SIZE_COOKIE = "lianzhi_size"
SIZES = {"18": N_("Large"), "22": N_("Larger"), "26": N_("Very large"), "30": N_("Largest")}
"""Main text of the elder mode in CSS pixels (适老化: 18 at least, adjustable to 30)."""
USUAL = "22"


def size_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(SIZE_COOKIE, USUAL)
    return chosen if chosen in SIZES else USUAL


def remember_size(response: HttpResponse, size: str) -> None:
    response.set_cookie(SIZE_COOKIE, size if size in SIZES else USUAL, max_age=YEAR, samesite="Lax")


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, AUTO)
    return chosen if chosen in THEMES else AUTO


def remember(response: HttpResponse, theme: str) -> None:
    response.set_cookie(COOKIE, theme if theme in THEMES else AUTO, max_age=YEAR, samesite="Lax")
