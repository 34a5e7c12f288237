"""What may be done to the doors themselves. What comes through them needs the permissions of its account."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {
    "exchange.see": N_("See the open interfaces: clients, webhooks, other cities"),
    "exchange.edit": N_("Give and revoke tokens, set up webhooks and other cities"),
}
