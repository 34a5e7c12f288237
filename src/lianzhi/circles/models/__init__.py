"""The tables of this room, one file a topic."""

from lianzhi.circles.models.circle import Contribution, Errand, Member, Post, Warning, WarningArea
from lianzhi.circles.models.parties import Ask, Cover, Party

__all__ = ["Ask", "Contribution", "Cover", "Errand", "Member", "Party", "Post", "Warning", "WarningArea"]
