"""好差评: what a rating may say: one of the five grades and reasons to choose from (国办发〔2019〕51号)."""

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.grades import GRADES

GOOD_REASONS = {
    "fast": N_("Done quickly"),
    "thorough": N_("Really solved"),
    "polite": N_("Friendly and clear"),
}
BAD_REASONS = {
    "unsolved": N_("Not solved"),
    "slow": N_("Took too long"),
    "unclear": N_("The answer is unclear"),
    "rude": N_("Poor attitude"),
    "pushed": N_("Passed from office to office"),
}


def check_rating(grade: int, reasons: tuple[str, ...]) -> None:
    """Raises BadInput for an unknown grade or reason."""
    if grade not in GRADES or not set(reasons) <= GOOD_REASONS.keys() | BAD_REASONS.keys():
        raise BadInput(
            "cases.rating",
            N_("Choose one of the five grades."),
            way_out=N_("From very satisfied to very dissatisfied."),
            field="grade",
        )
