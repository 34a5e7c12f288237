"""Forms of the pages under /settings/."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.exchange.queries.clients import clients
from lianzhi.exchange.queries.remotes import RemoteView
from lianzhi.exchange.remotes.adapters import NAMES
from lianzhi.exchange.rules.attributes import read as read_attributes
from lianzhi.exchange.rules.scopes import SCOPES
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import BadInput

YEAR = timedelta(days=365)
USUAL = 600
"""What a new client gets: ten a second."""


def _accounts() -> list[tuple[str, str]]:
    return [("", "—"), *((p.id, f"{p.name} · {p.username} · {p.unit}") for p in access.people())]


def _scopes() -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in SCOPES.items()]


def per_minute() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Requests a minute"),
        min_value=0,
        max_value=1_000_000,
        initial=USUAL,
        help_text=_("More than this are refused until the minute is over. 0 is no limit."),
    )


class LimitForm(forms.Form):
    per_minute = per_minute()


class ClientForm(forms.Form):
    name = forms.CharField(label=_("Name of the program"), max_length=60)
    contact = forms.CharField(
        label=_("Bureau and person in charge"),
        max_length=120,
        required=False,
        help_text=_("Whom to call when the program misbehaves."),
    )
    account = forms.ChoiceField(
        label=_("Acts as the account"),
        choices=_accounts,
        help_text=_(
            "The program can do at most what this account may do, in its area. Make an account of its own for it."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("The token is for"),
        choices=_scopes,
        widget=forms.CheckboxSelectMultiple(attrs={"data-many": ""}),
    )
    per_minute = per_minute()
    expires = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + YEAR,
        help_text=_("The last day on which the token works."),
    )

    def clean_expires(self) -> Any:
        day = self.cleaned_data["expires"]
        if day < timezone.localdate():
            raise forms.ValidationError(gettext("This day is past; choose a later one."))
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _clients() -> list[tuple[str, str]]:
    return [("", "—"), *((str(c.id), c.name) for c in clients() if c.revoked_at is None)]


class WebhookForm(forms.Form):
    client = forms.ChoiceField(
        label=_("Client"), choices=_clients, help_text=_("It is told only what its account may know of.")
    )
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("A full https:// address that takes POST.")
    )
    kinds = forms.CharField(
        label=_("Events"),
        initial="*",
        max_length=500,
        help_text=_("* for all, or kinds such as case.reported case.dispatch case.close."),
    )
    private = forms.BooleanField(
        label=_("The address may lie inside the own network"),
        required=False,
        help_text=_("Only for a receiver that you know. Otherwise such addresses are refused."),
    )


class RemoteForm(forms.Form):
    name = forms.CharField(label=_("Name of the city or bureau"), max_length=60)
    adapter = forms.ChoiceField(
        label=_("Speaks"), choices=lambda: [(k, gettext(v)) for k, v in NAMES.items()]
    )
    url = forms.CharField(
        label=_("Address of the endpoint"),
        max_length=500,
        required=False,
        help_text=_("For Open311 without /services.xml, for example https://city.example/open311/v2"),
    )
    jurisdiction = forms.CharField(label=_("Jurisdiction (jurisdiction_id)"), max_length=80, required=False)
    key = forms.CharField(
        label=_("Key (api_key)"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and never shown. Left empty, the one that is there stays."),
    )
    services = forms.CharField(
        label=_("Our categories and their service codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One in each line, such as road=001; *=999 is for all others. Without a line our own code is sent."
        ),
    )
    attributes = forms.CharField(
        label=_("What answers their questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One in each line: their attribute=our question, such as what=sound or 001/what=sound bang>01 hum>02; "
            'a fixed text stands in quotes: permit="no". Without a line our question of the same name answers.'
        ),
    )
    private = forms.BooleanField(label=_("The address may lie inside the own network"), required=False)
    active = forms.BooleanField(label=_("Hand cases over to it"), required=False, initial=True)

    @staticmethod
    def initial_of(remote: RemoteView) -> dict[str, Any]:
        services = "\n".join(f"{ours}={theirs}" for ours, theirs in remote.services.items())
        kept = ("name", "adapter", "url", "jurisdiction", "private", "active")
        attributes = "\n".join(f"{theirs}={ours}" for theirs, ours in remote.attributes.items())
        return {name: getattr(remote, name) for name in kept} | {
            "services": services,
            "attributes": attributes,
        }

    def clean_attributes(self) -> dict[str, str]:
        try:
            return read_attributes(self.cleaned_data["attributes"])
        except BadInput as refused:
            said = ui.words(refused)
            raise forms.ValidationError(f"{said['message']} {said['way_out']}") from refused

    def clean_services(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["services"].splitlines())):
            ours, sign, theirs = (part.strip() for part in line.partition("="))
            if not (ours and sign and theirs):
                raise forms.ValidationError(
                    gettext("This line has no “=” in it: %(line)s") % {"line": line[:60]}
                )
            found[ours] = theirs
        return found
