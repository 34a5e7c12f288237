"""The door of services: school places, the school of an address, elders alone and visits to them."""

from lianzhi.services.actions.following import follow
from lianzhi.services.actions.projecting import project
from lianzhi.services.actions.schooling import NewArea, end_school, save_school, set_area, set_places
from lianzhi.services.actions.visiting import (
    Seen,
    begin_visit,
    call_visit,
    climb,
    follow_word,
    keep_word,
    open_due,
    record_visit,
)
from lianzhi.services.actions.wanting import want
from lianzhi.services.contracts import (
    ElderView,
    Followed,
    Outlook,
    Projected,
    SchoolOf,
    SchoolView,
    StepView,
    VisitView,
    YearView,
)
from lianzhi.services.flow import publish_flows
from lianzhi.services.queries.elders import after as elders_after
from lianzhi.services.queries.elders import listed_now, missed_of, need, open_visits_of, stay_of
from lianzhi.services.queries.schools import outlook, outlooks, schools_of, warning
from lianzhi.services.rules.elders import Care, Home
from lianzhi.services.rules.enrolment import Stage, Standing, Supply
from lianzhi.services.rules.visits import Outcome, Word

__all__ = [
    "Care", "ElderView", "Followed", "Home", "NewArea", "Outcome", "Outlook", "Projected", "SchoolOf", "SchoolView", "Seen",
    "Stage", "Standing", "StepView", "Supply", "VisitView", "Word", "YearView", "begin_visit", "call_visit", "climb",
    "elders_after", "end_school", "follow", "follow_word", "keep_word", "listed_now", "missed_of", "need",
    "open_due", "open_visits_of", "stay_of", "outlook",
    "outlooks", "project", "publish_flows", "record_visit", "save_school", "schools_of", "set_area", "set_places", "want",
    "warning",
]  # fmt: skip
