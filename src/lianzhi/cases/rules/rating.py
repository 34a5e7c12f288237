"""好差评: five grades, reasons to choose from, and which grades are bad (国办发〔2019〕51号: the last two)."""

from lianzhi.kernel.errors import N_, BadInput

GRADES = {
    5: N_("Very satisfied"),
    4: N_("Satisfied"),
    3: N_("Fairly satisfied"),
    2: N_("Dissatisfied"),
    1: N_("Very dissatisfied"),
}
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
BAD = frozenset({1, 2})


def check_rating(grade: int, reasons: tuple[str, ...]) -> None:
    """Raises BadInput for an unknown grade or reason."""
    if grade not in GRADES or not set(reasons) <= GOOD_REASONS.keys() | BAD_REASONS.keys():
        raise BadInput(
            "cases.rating",
            N_("Choose one of the five grades."),
            way_out=N_("From very satisfied to very dissatisfied."),
            field="grade",
        )
