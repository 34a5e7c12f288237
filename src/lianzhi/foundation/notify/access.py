"""What may be done with messages."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {"notify.manage": N_("See the outbox and send messages again")}
