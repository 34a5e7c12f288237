"""What may be done to cases. Roles bundle these; the code asks for them one by one."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {
    "live.watch": N_("See changes as they happen"),
    "cases.see": N_("See cases"),
    "cases.report": N_("Report on one's own round or for another person"),
    "cases.accept": N_("File or refuse a reported matter"),
    "cases.correct": N_("Correct category and place"),
    "cases.dispatch": N_("Dispatch a case to units"),
    "cases.handle": N_("Accept, handle, return and finish one's unit's part"),
    "cases.check": N_("Check handled work"),
    "cases.close": N_("Answer and close"),
    "cases.reopen": N_("Reopen a closed case"),
    "cases.contact": N_("See the reporter's contact"),
    "signals.see": N_("See incoming signals and their labels"),
    "signals.label": N_("Correct labels and open cases from signals"),
    "duties.edit": N_("Change categories and the responsibility list"),
}
