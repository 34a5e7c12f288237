"""What may be done in the register. ``registry.figures``: counts without names, for who decides about an area."""

from lianzhi.kernel.errors import N_

FIGURES, READ, EDIT = "registry.figures", "registry.read", "registry.edit"
SEE_MARKS, MARK = "registry.see_marks", "registry.mark"
REVEAL, IMPORT, MERGE = "registry.reveal", "registry.import", "registry.merge"
QUALITY, ANSWER = "registry.quality", "registry.answer"
FACTS = "registry.facts"
PERMISSIONS = {
    FIGURES: N_("See counts of persons, houses and firms"),
    READ: N_("Read the register of persons, houses and firms"),
    EDIT: N_("Change the register of persons, houses and firms"),
    REVEAL: N_("See protected fields in clear, with a reason"),
    IMPORT: N_("Load registers from files"),
    SEE_MARKS: N_("See key marks"),
    MARK: N_("Make and end key marks"),
    MERGE: N_("Merge two entries of one person"),
    FACTS: N_("See what departments know of a person, such as grades and pensions"),
    QUALITY: N_("Send quality tickets to sources and settle them"),
    ANSWER: N_("Answer quality tickets of one's own unit"),
}
