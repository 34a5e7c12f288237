"""What may be done about risk and cylinders; by area, as in the register."""

from lianzhi.kernel.errors import N_

SEE, INSPECT, IMPORT, SUPPLIERS = "safety.see", "safety.inspect", "safety.import", "safety.suppliers"
PERMISSIONS = {
    SEE: N_("See risk warnings and gas cylinders"),
    INSPECT: N_("Record inspections of addresses and what happens to cylinders"),
    IMPORT: N_("Take in delivery lists of gas suppliers"),
    SUPPLIERS: N_("Keep the list of gas suppliers"),
}
