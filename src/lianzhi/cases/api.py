"""The door of cases."""

from lianzhi.cases.actions.correct import correct
from lianzhi.cases.actions.learning import learn_categories
from lianzhi.cases.actions.lists import MODULES, declare_intake, save_category, save_duty
from lianzhi.cases.actions.moves import (
    accept,
    close,
    dispatch,
    fail_check,
    file,
    finish,
    move,
    pass_check,
    refuse,
    send_back,
)
from lianzhi.cases.actions.rating import rate, reopen
from lianzhi.cases.actions.report import report
from lianzhi.cases.actions.seed import Loaded, load_categories, publish_flows
from lianzhi.cases.actions.telling import live_dot
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
from lianzhi.cases.queries.cases import Wanted, by_id, by_token, page, visible
from lianzhi.cases.queries.lists import categories, category, duties, duty, intake, intakes
from lianzhi.cases.rules.duties import Duty
from lianzhi.cases.rules.intake import WayIn, way_in

__all__ = [
    "MODULES",
    "MODULE_NAMES",
    "CaseView",
    "CategoryView",
    "Duty",
    "IntakeView",
    "Loaded",
    "NewReport",
    "Proposal",
    "RatingView",
    "SignalView",
    "Wanted",
    "WayIn",
    "accept",
    "by_id",
    "by_token",
    "categories",
    "category",
    "close",
    "correct",
    "declare_intake",
    "dispatch",
    "duties",
    "duty",
    "fail_check",
    "file",
    "finish",
    "intake",
    "intakes",
    "learn_categories",
    "live_dot",
    "load_categories",
    "move",
    "overview",
    "page",
    "pass_check",
    "propose_category",
    "publish_flows",
    "rate",
    "refuse",
    "reopen",
    "report",
    "save_category",
    "save_duty",
    "send_back",
    "visible",
    "way_in",
]
