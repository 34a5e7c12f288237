"""The door of the exchange."""

from lianzhi.exchange.remotes.forwarding import take_over

__all__ = ["take_over"]
