"""What may be done here. Devices and detections by area or by the unit that owns the device; doors by area alone."""

from lianzhi.kernel.errors import N_

SEE, EDIT, JUDGE, EVIDENCE = "sensing.see", "sensing.edit", "sensing.judge", "sensing.evidence"
FLY, APPROVE, DOORS, SEND = "sensing.fly", "sensing.approve", "sensing.doors", "sensing.send"
PERMISSIONS = {
    SEE: N_("See devices, detections and what is covered"),
    EDIT: N_("Keep devices, key points and no-fly zones"),
    JUDGE: N_("Judge what devices are not sure of"),
    EVIDENCE: N_("Take evidence packages out"),
    FLY: N_("Plan drone routes and log flights"),
    APPROVE: N_("Approve drone routes"),
    DOORS: N_("Care for elders with a door sensor"),
    SEND: N_("Send detections and readings (for programs)"),
}
