"""What may be asked and answered between the handler and the person who reported.  R-109, R-123.  Pure."""

from lianzhi.cases.rules.report import LONGEST, printable
from lianzhi.kernel.errors import N_, BadInput, WrongState

ASKED_AT_ONCE = 3
REPLIES_A_DAY = 10


def clean_remark(text: str) -> str:
    """The text as kept. Raises BadInput when there is none or too much of it."""
    kept = printable(text)
    if not kept:
        raise BadInput(
            "cases.remark_empty",
            N_("Nothing is written yet."),
            way_out=N_("Write a sentence, then send it."),
            field="text",
        )
    if len(kept) > LONGEST:
        raise BadInput(
            "cases.remark_long",
            N_("The text has %(count)s characters; at most %(most)s can be taken."),
            way_out=N_("Shorten it, or send it in two parts."),
            field="text",
            params={"count": len(kept), "most": LONGEST},
        )
    return kept


def check_question(*, ended: bool, reachable: bool, open_questions: int) -> None:
    """Only of an open case, of somebody who can answer, and not a whole questionnaire. Raises WrongState."""
    if ended:
        raise WrongState(
            "cases.ask_ended",
            N_("This matter has ended, so nothing can be asked any more."),
            way_out=N_("Call the person, or write an internal note."),
        )
    if not reachable:
        raise WrongState(
            "cases.ask_nobody",
            N_("Nobody could answer: the caller left no number, or staff reported it."),
            way_out=N_("Ask a colleague who was there, or look at the place."),
        )
    if open_questions >= ASKED_AT_ONCE:
        raise WrongState(
            "cases.ask_enough",
            N_("%(count)s questions wait for an answer already."),
            way_out=N_("Wait for the answer, or call the person."),
            params={"count": open_questions},
        )


def check_reply(*, ended: bool, today: int) -> None:
    """While the case is open, asked or not, ten times a day. Raises WrongState."""
    if ended:
        raise WrongState(
            "cases.reply_ended",
            N_("This matter has been answered, so nothing can be added any more."),
            way_out=N_(
                "Rate it; after a bad rating you can have it done again. Something new? Report it anew."
            ),
        )
    if today >= REPLIES_A_DAY:
        raise WrongState(
            "cases.reply_enough",
            N_("You have added something %(count)s times today."),
            way_out=N_("It is all there. Wait until tomorrow, or call 12345."),
            params={"count": today},
        )


def can_answer(reporter: str) -> bool:
    """A resident known by phone, or one who holds a secret word; not an unnamed caller, not staff."""
    return reporter.startswith(("resident:", "anonymous:"))
