"""What may be done about benefits. Who prepares never releases, who looks first never decides (四眼), whatever else he may."""

from lianzhi.kernel.errors import N_

SEE, PREPARE, RELEASE = "benefits.see", "benefits.prepare", "benefits.release"
BUDGET, RECONCILE = "benefits.budget", "benefits.reconcile"
ENTITLED, RUN = "benefits.entitled", "benefits.run"
MEET, DECIDE = "benefits.meet", "benefits.decide"
REVISE, PUBLISH = "benefits.revise", "benefits.publish"
PERMISSIONS = {
    SEE: N_("See decisions, payments, budget lines and their reports"),
    ENTITLED: N_("See policy runs and who is due what"),
    RUN: N_("Start policy runs"),
    PREPARE: N_("Check decisions first, order payments, prepare batches, take payments back"),
    RELEASE: N_("Release batches that somebody else has prepared"),
    BUDGET: N_("Make budget lines, grant money to them, close months"),
    RECONCILE: N_("Take in the bank's files and settle differences"),
    MEET: N_("Record what a meeting decided together"),
    DECIDE: N_("Decide as the second person, answer objections and appeals"),
    REVISE: N_("Write revisions of policies and amounts"),
    PUBLISH: N_("Publish revisions that somebody else has written"),
}
