"""A town's own servers, behind its own HTTPS proxy."""

import os

from lianzhi.project.settings.base import *  # noqa: F403

PROXIES = int(os.environ.get("LIANZHI_PROXIES", "1"))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
