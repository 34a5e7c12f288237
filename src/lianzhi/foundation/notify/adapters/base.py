"""What adapters share."""


class Undeliverable(Exception):
    """The gateway refused this message for good (for example: there is no such number)."""
