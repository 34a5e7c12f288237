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
    "cases.approve": N_("Decide what others ask for: more time, a pause, voiding, sending back again"),
    "cases.supervise": N_("Urge a matter with plain words, a yellow or a red card"),
    "cases.whistle": N_("Call units by whistle and rate those that came"),
    "cases.ask": N_("Ask the reporter and write internal notes"),
    "cases.handover": N_("Hand the shift over and take it over"),
    "cases.meet": N_("Prepare coordination meetings and record what they decide"),
    "cases.contact": N_("See the reporter's contact"),
    "followups.handle": N_("Follow bad ratings up: call and reply"),
    "followups.settle": N_("Settle the follow-up of another person"),
    "signals.see": N_("See incoming signals and their labels"),
    "signals.label": N_("Correct labels and open cases from signals"),
    "signals.import": N_("Take messages in from files"),
    "statistics.persons": N_("See the statistics of single persons"),
    "replies.edit": N_("Change reply templates"),
    "duties.edit": N_("Change categories and the responsibility list"),
    "rules.edit": N_("Write the rules that treat new cases automatically"),
}
