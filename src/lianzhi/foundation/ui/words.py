"""The words islands speak. Templates hand them over as JSON, so that scripts hold no language."""

from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.foundation.ui.words_offline import OFFLINE
from lianzhi.kernel.errors import N_

BASE = {
    "left": N_("%(span)s left"),
    "overdue": N_("overdue by %(span)s"),
    "days": N_("%(n)s d"),
    "hours": N_("%(n)s h"),
    "minutes": N_("%(n)s min"),
    "both": N_("%(large)s %(small)s"),
    "no_network": N_("The network does not answer. What you typed is still here; try again in a moment."),
    "server_trouble": N_(
        "The server had trouble with this. What you typed is still here; try again in a moment."
    ),
    "too_big": N_("What you sent is too large. Send fewer or smaller pictures."),
    "gone": N_("This is not there any more. Reload the page."),
    "forbidden": N_("You may not do this. Log in again or ask who can grant it."),
    "addresses": N_("Addresses that fit"),
    "no_address": N_("No building and no room fits."),
    "photo_viewer": N_("Pictures"),
    "photo_of": N_("Picture %(n)s of %(all)s"),
    "photo_before": N_("Picture before"),
    "photo_after": N_("Next picture"),
    "photo_close": N_("Close the pictures"),
    "photo_alone": N_("In a window of its own"),
    "keys": N_("Keyboard"),
    "key_search": N_("Search"),
    "key_rows": N_("Next, previous row"),
    "key_open": N_("Open the row"),
    "key_pick": N_("Choose the row, or not"),
    "key_pick_all": N_("Choose all rows of the page, or none"),
    "picked": N_("%(n)s chosen"),
    "key_back": N_("Back, close"),
    "key_help": N_("This help"),
    "key_go": N_("Go to"),
    "keys_off": N_("Turn single-key shortcuts off"),
    "keys_on": N_("Turn single-key shortcuts on"),
    "close": N_("Close"),
    "tab_menu": N_("This open page"),
    "tab_refresh": N_("Refresh the page"),
    "tab_close": N_("Close this page"),
    "tab_others": N_("Close the others"),
    "tab_left": N_("Close those on the left"),
    "tab_right": N_("Close those on the right"),
    "tab_all": N_("Close all"),
    "tab_close_one": N_("Close “%(name)s”"),
}
LIVE = {
    "connecting": N_("Connecting…"),
    "open": N_("Live"),
    "waiting": N_("Connection lost, trying again in %(n)s s"),
    "off": N_("Not live. Reload the page."),
    "behind": N_("Connected, but the data are late"),
}
MAP = {
    "label": N_("Map of the town"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "reset_north": N_("Turn to north"),
    "whole_town": N_("Show the whole town"),
    "tilt": N_("Show buildings in 3D"),
    "no_webgl": N_("This browser cannot draw the map. The list shows the same entries."),
    "not_loaded": N_("A layer of the map did not load: %(layer)s."),
    "pin": N_("The place. Drag it, or move it with the arrow keys."),
    "grid": N_("Grid %(name)s"),
    "green": N_("In time"),
    "yellow": N_("Due soon"),
    "red": N_("Overdue"),
    "off": N_("No deadline"),
    "blue": N_("New"),
    "orange": N_("Again"),
}
REPORT = {
    "locating": N_("Finding where you are…"),
    "located_at": N_("You are near %(address)s, accurate to about %(metres)s m. Check the pin."),
    "denied": N_("The phone does not share its place. Tap the map or type the address."),
    "no_place": N_("The place was not found. Tap the map or type the address."),
    "outside": N_("That is outside the town. Tap a place inside it."),
    "pinned_at": N_("The pin is near %(address)s. Drag it if it is not quite right."),
    "pinned": N_("The pin is set. Drag it if it is not quite right."),
    "no_match": N_("No such place is known. Keep your words, or tap the map."),
    "chosen_place": N_("Chosen: %(name)s"),
    "remove": N_("Remove this picture"),
    "too_many": N_("At most %(n)s pictures."),
    "sending": N_("Sending…"),
    "still_sending": N_("The pictures are still being sent. We go on as soon as they are there."),
    "send_failed": N_("This picture was not sent. Check the network and send it again."),
    "send_again": N_("Send again"),
    "not_all_sent": N_("One picture was not sent. Send it again or remove it."),
    "used": N_("%(n)s of %(most)s characters"),
    "too_long": N_("%(n)s characters, %(over)s too many"),
    "code_sent": N_("The code was sent. It holds for ten minutes."),
    "demo_code": N_("Demo code:"),
    "code_again": N_("Again in %(n)s s"),
}
GRID = {
    "offline": N_("No network. What you do now is not sent."),
    "nearest": N_("Nearest first"),
    "denied": N_("The phone does not share its place. Soonest due first."),
    "metres": N_("%(n)s m"),
    "kilometres": N_("%(n)s km"),
}
DESK = {
    "new_entries": N_("%(n)s new. Show"),
    "on_map": N_("%(n)s on the map"),
    "filter": N_("Find a unit"),
    "no_place": N_("No place fits. Set the pin on the map."),
    "not_sent": N_("This picture was not sent. Try again."),
    "remove": N_("Remove this picture"),
}
COCKPIT = {
    "mute": N_("Mute"),
    "unmute": N_("Sound on"),
    "pause": N_("Pause"),
    "play": N_("Go on"),
    "chart": N_("Chart: %(title)s"),
    "nothing": N_("No data yet"),
}
CARE = {
    "read": N_("Read aloud"),
    "stop": N_("Stop reading"),
    "reading": N_("Reading aloud. Press again to stop."),
    "no_voice": N_(
        "This device has no Chinese voice, so it cannot read aloud. Call 12345 and somebody reads it to you."
    ),
    "failed": N_("The device stopped reading. Press again to start anew."),
}
AREAS = {
    "corner": N_("Corner %(n)s: drag it, or move it by the arrow keys; Delete takes it away"),
    "between": N_("Pull here for a new corner after corner %(n)s"),
    "choose": N_("Choose an area: on the map or in the list."),
    "draw": N_(
        "Tap the map for each corner of the line: from border to border, once across. Corners snap to borders."
    ),
    "neighbour": N_("Choose its neighbour: on the map or in the list."),
    "drag": N_("Drag the corners of the red line: the new border. Its ends stay on the border of both."),
    "ready": N_("Look at what it changes, then save."),
    "apart": N_("These two share no border."),
    "take": N_("Click a grid on the map to take it in, again to leave it out."),
    "outline": N_(
        "Tap the map for each corner, all the way round. Corners snap to borders; pull one to move it."
    ),
    "parts": N_("This outline has several parts or a hole: it is shown here, and changed as text."),
}
# Texts of Django's forms that should say what to do; our translation wins over Django's own.
DJANGO_FORMS = (
    N_("This field is required."),
    N_("Select a valid choice. %(value)s is not one of the available choices."),
    N_("Enter a whole number."),
    N_("Enter a valid date."),
)
ISLANDS = {
    "base": BASE,
    "live": LIVE,
    "townmap": MAP,
    "report": REPORT | {"map": MAP},
    "grid": GRID,
    "offline": OFFLINE | {"map": MAP},
    "desk": DESK | {"map": MAP},
    "care": CARE,
    "openmap": {
        "map": MAP,
        "near": N_("Around where I am"),
        "denied": N_("The phone does not share its place. Move the map instead."),
    },
    "areas": AREAS | {"map": MAP},
    "cockpit": COCKPIT | {"map": MAP},
    "pictures": {"chart": COCKPIT["chart"], "nothing": COCKPIT["nothing"], "map": MAP},
}


def of(island: str) -> dict[str, Any]:
    return _said(ISLANDS.get(island, {}))


def _said(texts: dict[str, Any]) -> dict[str, Any]:
    return {key: _said(text) if isinstance(text, dict) else gettext(text) for key, text in texts.items()}


def name_of(thing: Any, language: str = "") -> str:
    """The name of a contract in the language of the page; the Chinese one when there is no other."""
    code = language or get_language() or ""
    return (getattr(thing, "name_en", "") if code.startswith("en") else "") or getattr(thing, "name_zh", "")
