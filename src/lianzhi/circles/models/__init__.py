"""The tables of this room, one file a topic."""

from lianzhi.circles.models.parties import Ask, Cover, Party

__all__ = ["Ask", "Cover", "Party"]
