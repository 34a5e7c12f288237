"""The demo on one machine: S-town, embedded database, one-time codes shown on the page."""

import os

from lianzhi.project.settings.base import *  # noqa: F403

DEMO = True
DEMO_PASSWORD = "lianzhi-demo"  # noqa: S105  of invented people, shown on the login page on purpose
SCRUB = os.environ.get("LIANZHI_SCRUB", "off")  # the models would more than double what the demo needs
