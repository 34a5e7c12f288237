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


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, AUTO)
    return chosen if chosen in THEMES else AUTO


def remember(response: HttpResponse, theme: str) -> None:
    response.set_cookie(COOKIE, theme if theme in THEMES else AUTO, max_age=YEAR, samesite="Lax")
