"""The notify room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "lianzhi.foundation.notify"
    label = "notify"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.notify.access import PERMISSIONS  # noqa: PLC0415

        declare(PERMISSIONS)
