"""This room's entries in the desk's menu."""

from lianzhi.kernel.errors import N_

MENU = (
    ("today", N_("Duty desk"), "desk:board", "cases.see", "board", 10),
    ("today", N_("Our inbox"), "desk:inbox", "cases.handle", "inbox", 20),
    ("today", N_("To check"), "desk:checks", "cases.check", "check", 30),
    ("cases", N_("Imported messages"), "desk:signals", "signals.see", "inbox", 50),
    ("cases", N_("Take down a call"), "desk:new", "cases.report", "phone", 40),
)
