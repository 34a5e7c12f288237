"""What the worker does for this room by the clock."""

from datetime import timedelta

from lianzhi.exchange import idempotency, limits
from lianzhi.exchange.remotes import following, forwarding
from lianzhi.exchange.webhooks import sending
from lianzhi.foundation.jobs.api import periodic

SOON = timedelta(seconds=2)

periodic("exchange.forget", timedelta(hours=1))(idempotency.forget)
periodic("exchange.limits.forget", timedelta(hours=1))(limits.forget)
periodic("exchange.webhooks.collect", SOON)(sending.collect)
periodic("exchange.webhooks.send", SOON)(sending.send)
periodic("exchange.webhooks.forget", timedelta(hours=6))(sending.forget)
periodic("exchange.remotes.send", timedelta(seconds=5))(forwarding.send)
periodic("exchange.remotes.follow", timedelta(seconds=20))(following.follow)
