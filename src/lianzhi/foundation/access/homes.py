"""Where a member of staff lands after the login: by what the person may do, not by the name of a role."""

from django.conf import settings

from lianzhi.foundation.access import queries
from lianzhi.kernel.actor import Actor


def home_of(by: Actor) -> str:
    """The first entry of ``STAFF_HOMES`` whose permission the person holds; the public home when there is none."""
    held = queries.permissions_of(by)
    return next((path for permission, path in settings.STAFF_HOMES if permission in held), "/")
