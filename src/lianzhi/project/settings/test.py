"""Tests: quick password hashing, files and keys in a throw-away home."""

import os
import tempfile

os.environ.setdefault("LIANZHI_HOME", tempfile.mkdtemp(prefix="lianzhi-test-"))
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]

from lianzhi.project.settings.base import *  # noqa: E402, F403

DEMO = True
DEMO_PASSWORD = "lianzhi-demo"  # noqa: S105  as in the demo
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}  # noqa: F405  a file: threads share it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  whitenoise warns of a missing one
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  whitenoise warns about a missing directory
SCRUB = "off"  # its own tests turn it on; the models are slow and large
