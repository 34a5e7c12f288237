"""Messages to the log instead of a phone: the demo, and a town that has no gateway yet."""

import logging

from django.conf import settings
from django.utils.translation import gettext

from lianzhi.foundation.access.api import mask_phone

log = logging.getLogger("lianzhi.sms")


class Console:
    """Logs that a message went out, never to whom or what it says; the demo page shows the texts."""

    def check_config(self) -> list[str]:
        if settings.DEMO:
            return []
        return [gettext("Messages are only written to the log, no phone gets them: set LIANZHI_SMS to http.")]

    def send(self, to: str, text: str, key: str) -> None:
        log.info("message of %s characters to %s", len(text), mask_phone(to))
