"""What may be done about money. Who prepares a batch never releases it (四眼), whatever else he may."""

from lianzhi.kernel.errors import N_

SEE, PREPARE, RELEASE = "benefits.see", "benefits.prepare", "benefits.release"
BUDGET, RECONCILE = "benefits.budget", "benefits.reconcile"
ENTITLED, RUN = "benefits.entitled", "benefits.run"
PERMISSIONS = {
    SEE: N_("See payments, budget lines and their reports"),
    ENTITLED: N_("See policy runs and who is due what"),
    RUN: N_("Start policy runs"),
    PREPARE: N_("Order payments, prepare batches, take payments back"),
    RELEASE: N_("Release batches that somebody else has prepared"),
    BUDGET: N_("Make budget lines, grant money to them, close months"),
    RECONCILE: N_("Take in the bank's files and settle differences"),
}
