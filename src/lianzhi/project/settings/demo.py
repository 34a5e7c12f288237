"""The demo on one machine: S-town, embedded database, one-time codes shown on the page."""

from lianzhi.project.settings.base import *  # noqa: F403

DEMO = True
