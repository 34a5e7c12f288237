"""Names on the pages of the data's quality, as message ids."""

from lianzhi.kernel.errors import N_
from lianzhi.registry.rules.quality import Dimension, TicketState

REGISTERS = {
    "persons": N_("Persons"), "households": N_("Households"), "houses": N_("Houses"), "enterprises": N_("Firms"),
    "venues": N_("Venues"), "things": N_("Things"), "parcels": N_("Land"),
}  # fmt: skip
DIMENSIONS = {
    Dimension.COMPLETENESS: N_("Completeness"), Dimension.VALIDITY: N_("Validity"), Dimension.UNIQUENESS: N_("Uniqueness"),
    Dimension.TIMELINESS: N_("Timeliness"), Dimension.CONSISTENCY: N_("Consistency"),
}  # fmt: skip
STATES = {
    TicketState.OPEN: N_("Waits for the source"), TicketState.ANSWERED: N_("Answered, to be counted again"),
    TicketState.REFUSED: N_("Refused by the source"), TicketState.CORRECTED: N_("Corrected"), TicketState.SETTLED: N_("Settled"),
}  # fmt: skip
