"""The discovery document: where the interface is, which forms it speaks, when its services last changed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lianzhi.cases import api as cases
from lianzhi.exchange.models import Changeset
from lianzhi.exchange.rules.georeport import SPECIFICATION
from lianzhi.kernel import clock
from lianzhi.kernel.checksums import canonical, sm3

WRITTEN = "2026-11-22 12:00"
"""When the document itself last changed its shape."""


def document(url: str) -> dict[str, Any]:
    return {
        "changeset": WRITTEN,
        "contact": _("The command room of %(town)s, or the administrator of the platform.")
        % {"town": settings.TOWN_NAME},
        "key_service": _("Ask the administrator of the platform for a token; it is the api_key."),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": changeset(),
                "type": "test" if settings.DEMO else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def changeset() -> str:
    """When the list of services and their questions was first seen as it is now; sortable, as the specification wants it."""
    listed = [(c.code, c.name_zh, c.name_en, c.hint_zh, c.module) for c in cases.categories()]
    asked = sorted((code, *form) for code, form in cases.asked_categories().items())
    digest = sm3(canonical([list(entry) for entry in [*listed, *asked]]).encode())
    newest = Changeset.objects.order_by("-pk").first()
    if newest is None or newest.digest != digest:
        with transaction.atomic():
            newest = Changeset.objects.create(digest=digest, at=clock.now())
    return newest.at.strftime("%Y-%m-%d %H:%M:%S")
