"""The live stream: the small ASGI application that granian serves beside the pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
django.setup()

from lianzhi.foundation.events.live import application  # noqa: E402  needs Django set up

app = application()
