"""Forms of this room."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianzhi.foundation.access import api as access
from lianzhi.kernel.datum import DATUMS
from lianzhi.sensing import settings
from lianzhi.sensing.models import Device, Route
from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState
from lianzhi.sensing.words import choices

ANY = [("", "–")]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def classes() -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(code, kind.name.pick(language)) for code, kind in settings.now().classes.items()]


def units() -> list[tuple[str, str]]:
    return [(unit.code, unit.name_zh) for unit in access.units()]


class Search(forms.Form):
    """Filters: a value that no list has narrows nothing."""

    def offer(self, offered: Mapping[str, list[tuple[str, str]]]) -> None:
        for name, found in offered.items():
            self.fields[name].choices = [*ANY, *found]  # type: ignore[attr-defined]

    def said(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class DeviceSearch(Search):
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    look = forms.ChoiceField(label=_("Look at"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Mapping[str, Any], areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        looks = [("silent", str(_("Not heard of"))), ("blind", str(_("Field of view not known")))]
        self.offer({"kind": choices("kind"), "state": choices("state"), "look": looks, "area": areas})


class DetectionSearch(Search):
    state = forms.ChoiceField(label=_("State"), required=False)
    klass = forms.ChoiceField(label=_("Class"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Mapping[str, Any], areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.offer({"state": choices("detection"), "klass": classes(), "area": areas})


class DoorSearch(Search):
    look = forms.ChoiceField(label=_("Look at"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Mapping[str, Any], areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        looks = [("alert", str(_("Too long still"))), ("gone", str(_("Taken away")))]
        self.offer({"look": looks, "area": areas})


class DeviceForm(forms.Form):
    code = forms.CharField(
        label=_("Device code"), max_length=40, help_text=_("As on its label; never changes.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices("kind"))
    name = forms.CharField(label=_("Name"), max_length=80)
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    datum = forms.ChoiceField(label=_("Datum"), choices=[(each, each) for each in DATUMS], required=False)
    height_m = forms.FloatField(label=_("Metres above the ground"), min_value=0, max_value=1000, initial=0)
    bearing = forms.FloatField(
        label=_("Looks towards (degrees from north)"), min_value=0, max_value=360, required=False,
        help_text=_("Empty together with the opening: it looks all around."),
    )  # fmt: skip
    opening = forms.FloatField(label=_("Opening angle (degrees)"), min_value=0, max_value=360, required=False)
    range_m = forms.FloatField(
        label=_("Sees how far (metres)"), min_value=0, max_value=20_000, required=False
    )
    owner = forms.ChoiceField(label=_("Unit that keeps it in order"), choices=units)
    source = forms.CharField(label=_("System it comes by"), max_length=40)
    gb_id = forms.CharField(
        label=_("Number of the video platform (GB/T 28181)"), max_length=24, required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=lambda: choices("state"), initial=DeviceState.ACTIVE)


class PointForm(forms.Form):
    code = forms.SlugField(label=_("Point code"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices("point"))
    name = forms.CharField(label=_("Name"), max_length=80)
    shape = forms.CharField(
        label=_("Where (GeoJSON)"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A line for a road section, a point for a checkpoint or crossing; degrees, WGS 84."),
    )  # fmt: skip
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(label=_("Confirmed by the unit in charge"), required=False)


class ZoneForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    shape = forms.CharField(
        label=_("Outline (GeoJSON)"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A polygon in degrees, WGS 84."),
    )  # fmt: skip
    why = forms.CharField(label=_("Why nobody flies here"), max_length=120)
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(label=_("Confirmed by the unit in charge"), required=False)


class BindForm(forms.Form):
    device = forms.CharField(label=_("Code of the sensor"), max_length=40)
    person = forms.CharField(
        label=_("Number of the person's entry"), max_length=16, help_text=_("As the register or the list of elders shows it.")
    )  # fmt: skip
    basis = forms.CharField(label=_("How the person agreed"), max_length=200)


class PlanForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    device = forms.ChoiceField(label=_("Drone"))
    range_m = forms.FloatField(
        label=_("Metres a full battery lasts"), min_value=200, max_value=100_000, initial=12_000
    )
    altitude_m = forms.FloatField(label=_("Metres above the ground"), min_value=10, max_value=120)
    hot = forms.IntegerField(
        label=_("Points where matters gather"), min_value=0, max_value=40, initial=8,
        help_text=_("As many as these of the last weeks; 0 for none."),
    )  # fmt: skip
    spots = forms.CharField(
        label=_("Points of your own"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name, longitude, latitude."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drones = Device.objects.filter(kind=DeviceKind.DRONE, state=DeviceState.ACTIVE)
        self.fields["device"].choices = [(d.code, f"{d.name} · {d.code}") for d in drones]  # type: ignore[attr-defined]
        self.fields["altitude_m"].initial = settings.now().drone.altitude_m


class DecideForm(forms.Form):
    yes = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Approve")), ("no", _("Do not approve"))], widget=forms.RadioSelect
    )  # fmt: skip
    permit = forms.CharField(
        label=_("Number of the airspace permit"), max_length=60, required=False,
        help_text=_("Needed to approve: the platform gives no permission to fly."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class FlightForm(forms.Form):
    leg = forms.TypedChoiceField(label=_("Which flight of the route"), coerce=int)
    operator = forms.CharField(label=_("Operator"), max_length=60)
    started_at = forms.DateTimeField(
        label=_("Took off"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    ended_at = forms.DateTimeField(
        label=_("Landed"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    track = forms.CharField(
        label=_("Track points"), max_length=400_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: longitude, latitude, metres above the ground, seconds since the start."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, route: Route, *args: Any) -> None:
        super().__init__(*args)
        self.fields["leg"].choices = [(n, str(n)) for n in range(1, len(route.legs) + 1)]  # type: ignore[attr-defined]
