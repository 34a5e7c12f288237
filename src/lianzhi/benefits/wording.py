"""States, steps, acts and differences in words; translated where they are shown."""

from django.utils.translation import gettext, override

from lianzhi.benefits.rules.batches import Batching
from lianzhi.benefits.rules.deciding import Deciding, Turn
from lianzhi.benefits.rules.ledger import Account, Act
from lianzhi.benefits.rules.payments import Paying
from lianzhi.benefits.rules.results import Differs
from lianzhi.benefits.rules.revising import Revising
from lianzhi.kernel.errors import N_

DECISIONS = {
    Deciding.PROPOSED: (N_("Found by a run"), "neutral"),
    Deciding.DOUBTFUL: (N_("In doubt: a person looks"), "bad"),
    Deciding.CHECKING: (N_("Waits for the first check"), "waiting"),
    Deciding.WAITING: (N_("Waits for a meeting"), "waiting"),
    Deciding.LISTED: (N_("On a meeting's list"), "active"),
    Deciding.TO_POST: (N_("Waits to be put up"), "waiting"),
    Deciding.POSTED: (N_("On public notice"), "active"),
    Deciding.READY: (N_("Waits for the second person"), "waiting"),
    Deciding.GRANTED: (N_("Benefit granted"), "good"),
    Deciding.SHOWN: (N_("Sample: only shown"), "neutral"),
    Deciding.REFUSED: (N_("Not granted"), "bad"),
    Deciding.APPEALED: (N_("Under appeal"), "active"),
    Deciding.ENDED: (N_("Benefit ended"), "neutral"),
}
TURNS = {
    Turn.OPEN: N_("Found by a run"),
    Turn.RENEW: N_("Other values found: begins again"),
    Turn.SETTLE: N_("Doubt settled"),
    Turn.CHECK: N_("Checked first"),
    Turn.LIST: N_("Put on a meeting's list"),
    Turn.PUT_OFF: N_("Put off by the meeting"),
    Turn.PASS: N_("Passed by the meeting"),
    Turn.POST: N_("Put up for objections"),
    Turn.LAPSE: N_("Notice over, no objection open"),
    Turn.APPROVE: N_("Decided by a second person"),
    Turn.REFUSE: N_("Refused with a reason"),
    Turn.APPEAL: N_("Appeal brought"),
    Turn.UPHOLD: N_("Appeal answered: it stays"),
    Turn.REVISE: N_("Appeal was right: decided anew"),
    Turn.END: N_("Benefit ended"),
}
DOUBTS = {
    "missing": N_("A datum is missing. It is asked for, and nothing is paid meanwhile."),
    "conflict": N_("Two sources contradict each other. A person looks which is right."),
}
REVISIONS = {
    Revising.DRAFTING: (N_("Draft"), "neutral"),
    Revising.ASKED: (N_("Waits for a second person"), "waiting"),
    Revising.PUBLISHED: (N_("Published"), "good"),
    Revising.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}
PAYMENTS = {
    Paying.WAITING: (N_("Waiting to be paid"), "waiting"),
    Paying.SENT: (N_("Sent to the bank"), "active"),
    Paying.PAID: (N_("Paid"), "good"),
    Paying.RETURNED: (N_("Returned"), "bad"),
    Paying.REVERSED: (N_("Reversed"), "neutral"),
}
BATCHES = {
    Batching.PREPARED: (N_("Waits for release"), "waiting"),
    Batching.RELEASED: (N_("Released"), "active"),
    Batching.SENDING: (N_("Being sent"), "active"),
    Batching.UNKNOWN: (N_("Unknown: ask the bank"), "bad"),
    Batching.SENT: (N_("At the bank"), "active"),
    Batching.DONE: (N_("All answered"), "good"),
    Batching.REFUSED: (N_("Refused by the bank"), "bad"),
    Batching.DISSOLVED: (N_("Dissolved"), "neutral"),
}
ACCOUNTS = {
    Account.GRANTED: N_("Source of the money"),
    Account.BUDGET: N_("Budget left"),
    Account.PAYABLE: N_("Reserved"),
    Account.CLEARING: N_("With the bank"),
    Account.PAID: N_("Paid out"),
    Account.RETURNED: N_("Come back"),
}
ACTS = {
    Act.GRANT: N_("Money granted"),
    Act.RESERVE: N_("Reserved for a payment"),
    Act.SEND: N_("Handed to the bank"),
    Act.PAY: N_("Paid by the bank"),
    Act.REFUSE: N_("Not paid, sent back"),
    Act.BOUNCE: N_("Came back after it was paid"),
    Act.AGAIN: N_("Reserved to pay again"),
    Act.RELEASE: N_("Given back to the budget"),
    Act.REVERSE: N_("Reversed by an entry"),
    Act.RECOVER: N_("Recovered from the person"),
}
DIFFERENCES = {
    Differs.UNREADABLE: N_("The file cannot be believed"),
    Differs.UNKNOWN_BATCH: N_("The batch is not at the bank"),
    Differs.UNKNOWN_LINE: N_("No such payment"),
    Differs.OTHER_BATCH: N_("The payment is of another batch"),
    Differs.AMOUNT: N_("The amount differs"),
    Differs.OUTCOME: N_("The result is none that is known"),
    Differs.TWICE: N_("Twice in one file, with two results"),
    Differs.CONTRADICTS: N_("Contradicts what the bank said before"),
    Differs.NOT_CONFIRMED: N_("Paid in the ledger, not at the bank"),
    Differs.NOT_OURS: N_("Paid at the bank, not in the ledger"),
}
RUNS = {
    "waiting": (N_("Waits until the load is quiet"), "waiting"),
    "running": (N_("Being matched"), "active"),
    "done": (N_("Matched"), "good"),
    "failed": (N_("Failed"), "bad"),
}
KINDS = {
    "nightly": N_("Every night"),
    "load": N_("After a load"),
    "change": N_("A person changed"),
    "hand": N_("By hand"),
}
LISTS = {
    "new": N_("Newly due"),
    "changed": N_("Another amount"),
    "ended": N_("No longer due"),
    "ending": N_("Ends soon"),
    "conflicts": N_("Conflicts"),
}
CHANGES = {
    "new": N_("Found by the run"),
    "instead": N_("Instead of another"),
    "more": N_("More than before"),
    "less": N_("Less than before"),
    "over": N_("No longer entitled"),
    "gone": N_("No longer in the register"),
    "sources": N_("Sources contradict each other"),
    "paid": N_("An excluded policy is paid already"),
}
STAGES = {
    "persons": N_("Population"),
    "candidates": N_("Fulfil the policy"),
    "behind": N_("Another goes before"),
    "due": N_("Due to them"),
    "unproposed": N_("Not proposed yet"),
    "proposed": N_("Proposed by a run"),
    "doubt": N_("In doubt"),
    "check": N_("First check"),
    "meeting": N_("At a meeting"),
    "notice": N_("Being put up"),
    "second": N_("Second person"),
    "refused": N_("Not granted"),
    "appealed": N_("Under appeal"),
    "shown": N_("Sample: only shown"),
    "granted": N_("Benefit granted"),
    "unordered": N_("Nothing ordered yet"),
    "ordered": N_("Payment ordered"),
    "waiting": N_("Waiting to be paid"),
    "sent": N_("Handed to the bank"),
    "at_bank": N_("With the bank"),
    "paid": N_("Paid"),
    "returned": N_("Returned"),
}
"""Of the picture from the population to what was paid (``rules/stages.py``)."""
MEASURES = {"ordered": N_("Payment ordered"), "paid": N_("Paid out"), "returned": N_("Come back")}
COVERED = {
    "name": N_("Community"),
    "persons": N_("Population"),
    "due": N_("People due"),
    "decided": N_("Have it"),
    "shown": N_("Of them a sample"),
    "paid": N_("Were paid"),
    "share": N_("Share who have it"),
}
ORDER_REFUSED = {
    "benefits.no_account": N_("The register knows no account of this person."),
    "benefits.no_budget": N_("No budget line of this year pays this policy."),
    "benefits.overdrawn": N_("The budget line has not enough money left."),
    "benefits.payee_ended": N_(
        "This person's entry in the register has ended; nothing is paid to who died or left."
    ),
    "benefits.month_closed": N_("The accounting month is closed."),
    "benefits.paid_once": N_("This person gets this policy for this period already."),
    "benefits.nobody": N_("There is nobody of this key in the register."),
}
REPLACED, OVER = "replaced", "over"
REASONS = {
    REPLACED: N_("Another decision stands for it."),
    OVER: N_("The conditions are no longer fulfilled by the data of today."),
}
"""Of ends that no person wrote; all other reasons are a person's words."""
RECOVERIES = {
    "open": (N_("Waits for the money"), "waiting"),
    "returned": (N_("Came back, booked"), "good"),
    "waived": (N_("Given up"), "neutral"),
}


def reason_in_both(reason: str) -> str | dict[str, str]:
    """For a message whose language is its reader's."""
    if reason not in REASONS:
        return reason
    said = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            said[name] = gettext(REASONS[reason])
    return said
