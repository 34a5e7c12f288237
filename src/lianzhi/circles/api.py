"""The door of circles: responsible parties, what they are asked to put right by themselves."""

from lianzhi.circles.actions.asking import (
    Answered,
    answer_by_link,
    answer_by_staff,
    ask_party,
    expire,
    take_back,
)
from lianzhi.circles.actions.parties import end_party, save_party
from lianzhi.circles.contracts import AskView, Chosen, NewAsk, NewParty, PartyView, Spot
from lianzhi.circles.queries.parties import ask_view, asks_of_case, chosen, enforcement, open_ask
from lianzhi.circles.rules.parties import Answer, PartyKind
from lianzhi.circles.wording import ASKED_EN, ASKED_ZH

__all__ = [
    "ASKED_EN", "ASKED_ZH", "Answer", "Answered", "AskView", "Chosen", "NewAsk", "NewParty", "PartyKind", "PartyView", "Spot",
    "answer_by_link", "answer_by_staff", "ask_party", "ask_view", "asks_of_case", "chosen", "end_party", "enforcement",
    "expire", "open_ask", "save_party", "take_back",
]  # fmt: skip
