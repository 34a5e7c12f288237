"""Where a case stands, in the words a resident uses.  R-070, R-109, R-123 (four steps, none skipped, delay visible).

The flow is data and speaks the offices' language (立案, 派遣 ...). Residents get everyday words for the states
and verbs this file knows; a flow with other ones is told by the names it brings along.
"""

from collections.abc import Sequence

from lianzhi.kernel.errors import N_

STAGE = {
    "received": N_("Arrived"),
    "filed": N_("Passed on"),
    "own": N_("Passed on"),
    "dispatched": N_("Passed on"),
    "handling": N_("In work"),
    "checking": N_("Checked"),
    "rectified": N_("Checked"),
    "verified": N_("Answered"),
    "done": N_("Answered"),
    "closed": N_("Answered"),
    "suspended": N_("On hold"),
    "merged": N_("Together with others"),
    "split": N_("In parts"),
}
AFTER = frozenset({"closed", "rated", "refused", "void"})
INNER = frozenset({"request", "decline", "withdraw", "copy", "read", "appraise", "no_show", "unurge"})
"""Steps among the offices that tell the person who reported nothing."""
NOW = {
    "received": N_("We have your report and are looking at it."),
    "filed": N_("We have taken it on and are choosing who will do it."),
    "own": N_("Whoever answers for the place was asked to put it right; if they do not, the town does."),
    "rectified": N_("It is said to be put right; somebody has a look."),
    "dispatched": N_("It was passed on; somebody will start shortly."),
    "handling": N_("Somebody is working on it."),
    "checking": N_("The work is reported done; another person is checking it."),
    "verified": N_("The check is passed; your answer is being written."),
    "done": N_("The work is reported done; your answer is being written."),
    "closed": N_("It is done. Please read the answer and tell us how satisfied you are."),
    "rated": N_("It is done. Thank you for your rating."),
    "suspended": N_("It is on hold until a day we name below; then work goes on by itself."),
    "split": N_("Several offices are doing their parts of it; you get one answer when all are done."),
    "merged": N_(
        "Others reported the same. It is handled together with their report; you get the answer as soon as they do."
    ),
    "void": N_("This report was set aside. The reason stands in the answer."),
    "refused": N_("We could not take this on. The reason stands in the answer."),
}
AHEAD = {
    "filed": N_("We take it on"),
    "dispatched": N_("It is passed to those who can solve it"),
    "handling": N_("It is being worked on"),
    "checking": N_("Another person checks the result"),
    "closed": N_("You get the answer"),
}
SAID = {
    "start": N_("We received your report"),
    "file": N_("We took it on"),
    "refuse": N_("We could not take it on"),
    "dispatch": N_("Passed on to %(units)s"),
    "ask_party": N_("Whoever answers for the place was asked to put it right"),
    "rectify": N_("It is said to be put right"),
    "unwilling": N_("Not put right by itself; it goes to enforcement"),
    "unanswered": N_("Not put right by itself; it goes to enforcement"),
    "take_back": N_("We choose again who does it"),
    "confirm": N_("Seen by another person: it is put right"),
    "not_done": N_("Seen by another person: not put right; it goes to enforcement"),
    "accept": N_("%(units)s started work"),
    "return": N_("%(units)s gave it back; we choose again who does it"),
    "recall": N_("We choose again who does it"),
    "finish": N_("%(units)s reported it done"),
    "pass": N_("Checked by another person: it is done"),
    "fail": N_("Checked by another person: not good enough, it is being done again"),
    "close": N_("Answered"),
    "rate": N_("You rated it"),
    "reopen": N_("It is being done again"),
    "return_again": N_("%(units)s gave it back; we choose again who does it"),
    "transfer": N_("Passed on to another office"),
    "extend": N_("It needs longer than promised"),
    "suspend": N_("It was put on hold"),
    "resume": N_("Work goes on again"),
    "wake": N_("Work goes on again"),
    "void": N_("Set aside"),
    "urge": N_("It is being urged"),
    "escalate": N_("Passed to a higher level"),
    "climb": N_("It is late; a higher level is watching"),
    "whistle": N_("%(units)s were called to help"),
    "report_in": N_("%(units)s have come to help"),
    "merge": N_("Put together with other reports of the same thing"),
    "unmerge": N_("It is handled by itself again"),
    "follow": N_("Answered together with the others"),
    "split": N_("Divided among several offices"),
    "gather": N_("All parts are done"),
}
_TONE = {
    "return": "bad",
    "fail": "bad",
    "refuse": "bad",
    "reopen": "bad",
    "close": "good",
    "confirm": "good",
    "not_done": "bad",
    "unanswered": "bad",
    "unwilling": "bad",
    "pass": "good",
    "follow": "good",
    "climb": "bad",
    "void": "bad",
}


def tone(verb: str) -> str:
    return _TONE.get(verb, "")


def stages(road: Sequence[str], state: str) -> tuple[list[str], int]:
    """(the stages of this road, which of them runs, from 1). One more than there are: all are behind us.

    A state without an everyday word is a stage of its own and keeps its code, to be shown by its own name.
    """
    marks = [STAGE.get(code, code) for code in road if code not in AFTER or code in STAGE]
    found = list(dict.fromkeys(marks))
    if state in AFTER:
        return found, len(found) + 1
    return found, found.index(STAGE.get(state, state)) + 1


def still_ahead(road: Sequence[str], state: str) -> list[str]:
    """Known states that lie ahead on the forward road; nothing once the answer is given."""
    if state in AFTER or state not in road:
        return []
    return [code for code in road[road.index(state) + 1 :] if code in AHEAD]
