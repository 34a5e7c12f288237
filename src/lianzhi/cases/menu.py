"""This room's entries in the desk's menu; the last letter leads there after ``g``."""

from lianzhi.kernel.errors import N_

MENU = (
    ("today", N_("Duty desk"), "desk:board", "cases.see", "board", 10, "l"),
    ("today", N_("Our inbox"), "desk:inbox", "cases.handle", "inbox", 20, "i"),
    ("today", N_("To check"), "desk:checks", "cases.check", "check", 30, "c"),
    ("today", N_("Questions to reporters"), "desk:questions", "cases.see", "chat", 40, "q"),
    ("today", N_("To approve"), "desk:approvals", "cases.approve", "check", 35, "a"),
    ("oversight", N_("Bad ratings"), "desk:follow_ups", "followups.handle", "star", 10, "f"),
    ("oversight", N_("Ratings"), "desk:ratings", "cases.see", "chart", 20, "r"),
    ("oversight", N_("Assisted service"), "desk:assists", "cases.see", "people", 30, "d"),
    ("cases", N_("Imported messages"), "desk:signals", "signals.see", "inbox", 50, "m"),
    ("today", N_("Shift handover"), "desk:handover", "cases.handover", "doc", 35, "h"),
    ("today", N_("Coordination meetings"), "desk:meetings", "cases.meet", "people", 36, "t"),
    ("cases", N_("Take down a call"), "desk:new", "cases.report", "phone", 40, "n"),
    ("cases", N_("Signs of places"), "desk:signs", "cases.report", "pin", 60, ""),
    ("oversight", N_("Statistics"), "statistics:show", "cases.see", "chart", 20, "s"),
    ("settings", N_("Catalogues"), "catalogues:index", "duties.edit", "book", 62, ""),
    ("settings", N_("Deadline matrix"), "deadlines:matrix", "duties.edit", "clock", 64, ""),
)
