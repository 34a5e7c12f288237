"""States, acts and differences in words; translated where they are shown."""

from lianzhi.benefits.rules.batches import Batching
from lianzhi.benefits.rules.ledger import Account, Act
from lianzhi.benefits.rules.payments import Paying
from lianzhi.benefits.rules.results import Differs
from lianzhi.kernel.errors import N_

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
