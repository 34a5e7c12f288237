"""What may be done here. Who starts a response does so in an area; orders are a unit's own."""

from lianzhi.kernel.errors import N_

SEE, PLAN, PUBLISH, START, HANDLE = (
    "command.see",
    "command.plan",
    "command.publish",
    "command.start",
    "command.handle",
)
PERMISSIONS = {
    SEE: N_("See plans and responses to emergencies"),
    PLAN: N_("Draft plans for emergencies"),
    PUBLISH: N_("Publish a plan that another person drafted"),
    START: N_("Start, steer and end a response or a drill"),
    HANDLE: N_("Take and report one's own unit's emergency orders"),
}
