"""The five grades of a rating (好差评: 国办发〔2019〕51号), best first, and the two that are bad. Pure."""

from lianzhi.kernel.errors import N_

GRADES = {
    5: N_("Very satisfied"),
    4: N_("Satisfied"),
    3: N_("Fairly satisfied"),
    2: N_("Dissatisfied"),
    1: N_("Very dissatisfied"),
}
BAD = frozenset({1, 2})
