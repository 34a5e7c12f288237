"""The door of circles: responsible parties, what they are asked to put right by themselves."""

from lianzhi.circles.actions.asking import (
    Answered,
    answer_by_link,
    answer_by_staff,
    ask_party,
    expire,
    take_back,
)
from lianzhi.circles.actions.errands import decide, give_back, open_errand, publish_flows, report, take
from lianzhi.circles.actions.members import Joining, join, leave
from lianzhi.circles.actions.parties import end_party, save_party
from lianzhi.circles.actions.posting import hide, notice, post
from lianzhi.circles.actions.warnings import Proposed, dismiss, propose, send
from lianzhi.circles.contracts import AskView, Chosen, NewAsk, NewParty, PartyView, Spot
from lianzhi.circles.queries.circle import cell_of, cells, counted, membership, warned
from lianzhi.circles.queries.parties import ask_view, asks_of_case, chosen, enforcement, open_ask
from lianzhi.circles.rules.parties import Answer, PartyKind
from lianzhi.circles.wording import ASKED_EN, ASKED_ZH

__all__ = [
    "ASKED_EN", "ASKED_ZH", "Answer", "Answered", "AskView", "Chosen", "Joining", "NewAsk", "NewParty", "PartyKind",
    "PartyView", "Proposed", "Spot", "answer_by_link", "answer_by_staff", "ask_party", "ask_view", "asks_of_case", "cell_of",
    "cells", "chosen", "counted", "decide", "dismiss", "end_party", "enforcement", "expire", "give_back", "hide", "join",
    "leave", "membership", "notice", "open_ask", "open_errand", "post", "propose", "publish_flows", "report", "save_party",
    "send", "take", "take_back", "warned",
]  # fmt: skip
