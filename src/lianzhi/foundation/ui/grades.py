"""The five grades of a rating (好差评: 国办发〔2019〕51号), best first."""

from lianzhi.kernel.errors import N_

GRADES = {
    5: N_("Very satisfied"),
    4: N_("Satisfied"),
    3: N_("Basically satisfied"),
    2: N_("Dissatisfied"),
    1: N_("Very dissatisfied"),
}
