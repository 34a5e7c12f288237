"""What each break of the chain is called to people. English message ids; shown translated."""

from lianzhi.foundation.audit.rules.verify import Break
from lianzhi.kernel.errors import N_

ONE = {
    "edited": N_("Entry %(first)s was changed: its fields no longer give its digest."),
    "edited_hash": N_("The digest of entry %(first)s was changed; its other fields still fit the chain."),
    "edited_prev": N_("The link of entry %(first)s to the entry before it was changed."),
    "edited_mark": N_(
        "The mark of entry %(first)s was changed; its fields still fit the chain and the seal log."
    ),
    "replaced": N_(
        "Entry %(first)s was replaced together with its digest: the next entry still names the old one."
    ),
    "deleted": N_("Entry %(first)s is missing."),
    "deleted_closed": N_("Entry %(first)s was removed and later entries were renumbered to close the gap."),
    "inserted": N_("Entry %(first)s was not written by the platform: it was put in from outside."),
    "recomputed": N_("Entry %(first)s was replaced and its digest redone: it differs from the seal log."),
    "truncated": N_("The end was cut off: entry %(first)s is missing."),
    "seal": N_("Line %(first)s of the seal log was changed or moved."),
    "seal_missing": N_("Line %(first)s of the seal log is missing."),
    "unsealed": N_(
        "Entry %(first)s carries a valid mark but no seal: the platform stopped between commit and seal, "
        "or lines were cut off the seal log."
    ),
}
MANY = {
    **ONE,
    "swapped": N_("Entries %(first)s and %(other)s were exchanged."),
    "replaced": N_("Entries %(first)s to %(last)s were replaced together with their digests."),
    "deleted": N_("Entries %(first)s to %(last)s are missing."),
    "deleted_closed": N_(
        "Entries %(first)s to %(last)s were removed and later entries were renumbered to close the gap."
    ),
    "inserted": N_(
        "Entries %(first)s to %(last)s were not written by the platform: they were put in from outside."
    ),
    "recomputed": N_(
        "From entry %(first)s to %(last)s the chain was recomputed: it differs from the seal log."
    ),
    "truncated": N_("The end was cut off: entries %(first)s to %(last)s are missing."),
    "link": N_("Entry %(last)s does not follow on entry %(first)s: one of the two was replaced."),
    "seal_missing": N_("Lines %(first)s to %(last)s of the seal log are missing."),
    "unsealed": N_(
        "Entries %(first)s to %(last)s carry valid marks but no seal: the platform stopped between commit "
        "and seal, or lines were cut off the seal log."
    ),
    "head_back": N_("The head was rolled back to entry %(first)s; the entries go on to %(last)s."),
}
OTHER = {
    "head": N_("The head of the chain (entry %(first)s) was changed."),
    "head_gone": N_("The head of the chain is missing."),
    "more": N_("%(other)s more entries were changed; only the first ones are listed."),
    "torn": N_("%(other)s lines of the seal log are incomplete (the platform stopped while writing)."),
}


def wording(item: Break) -> tuple[str, dict[str, int]]:
    """Message id and values of a break."""
    texts = OTHER if item.kind in OTHER else (ONE if item.first == item.last and item.kind in ONE else MANY)
    return texts[item.kind], {"first": item.first, "last": item.last, "other": item.other}
