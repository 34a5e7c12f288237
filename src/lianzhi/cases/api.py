"""The door of cases."""

from lianzhi.cases.actions.approving import decide, withdraw
from lianzhi.cases.actions.areas_of_today import Moved, follow_areas, follow_case
from lianzhi.cases.actions.automatic import obey, save_rule
from lianzhi.cases.actions.by_rule import run_rules
from lianzhi.cases.actions.correct import correct
from lianzhi.cases.actions.duties_of_today import NOBODY, DutiesMoved, follow_duties, settle_duties
from lianzhi.cases.actions.following import answer as answer_follow_up
from lianzhi.cases.actions.following import call as call_back
from lianzhi.cases.actions.following import settle as settle_follow_up
from lianzhi.cases.actions.joining import merge, support, unmerge
from lianzhi.cases.actions.learning import learn_categories
from lianzhi.cases.actions.limits import Cell, save_condition, set_limits
from lianzhi.cases.actions.lists import MODULES, declare_intake, save_category, save_duty
from lianzhi.cases.actions.moves import (
    accept,
    close,
    dispatch,
    fail_check,
    file,
    finish,
    move,
    move_numbered,
    pass_check,
    refuse,
    send_back,
)
from lianzhi.cases.actions.on_behalf import report_call
from lianzhi.cases.actions.place_decided import place_decided
from lianzhi.cases.actions.rating import rate, reopen
from lianzhi.cases.actions.replies import remove_reply, save_reply
from lianzhi.cases.actions.report import report, report_within
from lianzhi.cases.actions.seed import Loaded, load_categories, publish_flows
from lianzhi.cases.actions.seed_catalogues import load_catalogues, load_limits
from lianzhi.cases.actions.splitting import split
from lianzhi.cases.actions.statistics import catch_up as count_moves
from lianzhi.cases.actions.talking import ask, note, reply
from lianzhi.cases.actions.telling import live_dot, picture_arrived
from lianzhi.cases.contracts import (
    CaseView,
    CategoryView,
    IntakeView,
    NewReport,
    Proposal,
    RatingView,
    SignalView,
)
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.proposals import propose_category
from lianzhi.cases.queries import overview
from lianzhi.cases.queries.answers import asked_categories, questions_of
from lianzhi.cases.queries.automatic import RuleView, RulingView, ruled, rules
from lianzhi.cases.queries.automatic import known as rule_columns
from lianzhi.cases.queries.automatic import trial as try_rule
from lianzhi.cases.queries.cases import Wanted, by_id, by_token, page, visible
from lianzhi.cases.queries.catalogues import OfficialCode, official_code, official_codes
from lianzhi.cases.queries.deciding import check_on as check_request
from lianzhi.cases.queries.deciding import requests_after, waiting_on
from lianzhi.cases.queries.hotspots import hot_spots
from lianzhi.cases.queries.keyset import older_than
from lianzhi.cases.queries.limits import ConditionView, conditions, offered
from lianzhi.cases.queries.lists import categories, category, duties, duty, intake, intakes, undecided_duties
from lianzhi.cases.queries.near import near as near_open
from lianzhi.cases.queries.news import RED as RED_CARD
from lianzhi.cases.queries.news import TELL, news_of
from lianzhi.cases.queries.open_moves import OpenMove, open_moves
from lianzhi.cases.queries.places import by_building as matters_by_building
from lianzhi.cases.queries.ratings import OpenFollowUp, follow_up_of, open_follow_ups
from lianzhi.cases.queries.relations import merged_into, parts_of
from lianzhi.cases.queries.replies import replies
from lianzhi.cases.queries.rooms import building_in_words, place_for
from lianzhi.cases.queries.sending import sent_to
from lianzhi.cases.queries.spans import Span, Step, Told, requested, steps
from lianzhi.cases.queries.talk import questions
from lianzhi.cases.rules.duties import Choice, Duty
from lianzhi.cases.rules.handing_in import goes_on
from lianzhi.cases.rules.intake import WayIn, way_in
from lianzhi.cases.searching import merge as merge_words
from lianzhi.cases.wording import everyday_state, urgency_word

__all__ = [
    "asked_categories",
    "questions_of",
    "RED_CARD",
    "merged_into",
    "parts_of",
    "TELL",
    "news_of",
    "split",
    "unmerge",
    "urgency_word",
    "support",
    "merge",
    "merge_words",
    "run_rules",
    "withdraw",
    "decide",
    "MODULES",
    "MODULE_NAMES",
    "CaseView",
    "CategoryView",
    "Cell",
    "ConditionView",
    "Choice",
    "Duty",
    "DutiesMoved",
    "NOBODY",
    "IntakeView",
    "Loaded",
    "Moved",
    "NewReport",
    "OfficialCode",
    "Proposal",
    "RatingView",
    "RuleView",
    "RulingView",
    "SignalView",
    "Span",
    "Step",
    "OpenMove",
    "Told",
    "Wanted",
    "WayIn",
    "accept",
    "ask",
    "by_id",
    "by_token",
    "categories",
    "category",
    "close",
    "conditions",
    "correct",
    "count_moves",
    "declare_intake",
    "dispatch",
    "duties",
    "duty",
    "everyday_state",
    "fail_check",
    "file",
    "follow_areas",
    "follow_case",
    "follow_duties",
    "settle_duties",
    "undecided_duties",
    "finish",
    "OpenFollowUp",
    "answer_follow_up",
    "call_back",
    "follow_up_of",
    "open_follow_ups",
    "settle_follow_up",
    "hot_spots",
    "intake",
    "intakes",
    "learn_categories",
    "live_dot",
    "load_catalogues",
    "load_categories",
    "load_limits",
    "matters_by_building",
    "move",
    "move_numbered",
    "near_open",
    "note",
    "obey",
    "offered",
    "official_code",
    "official_codes",
    "older_than",
    "open_moves",
    "requests_after",
    "check_request",
    "waiting_on",
    "goes_on",
    "overview",
    "page",
    "pass_check",
    "place_decided",
    "place_for",
    "building_in_words",
    "picture_arrived",
    "propose_category",
    "publish_flows",
    "questions",
    "rate",
    "refuse",
    "reopen",
    "reply",
    "remove_reply",
    "replies",
    "report",
    "report_call",
    "report_within",
    "requested",
    "rule_columns",
    "ruled",
    "rules",
    "save_category",
    "save_condition",
    "save_duty",
    "sent_to",
    "save_rule",
    "save_reply",
    "send_back",
    "set_limits",
    "steps",
    "try_rule",
    "visible",
    "way_in",
]
