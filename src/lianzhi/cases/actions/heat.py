"""How many distinct voices are on a matter: its own reporter and those merged into it.  R-124.

Reports of one person count once; so do reports that are almost the same text (a template handed round), whoever sent
them: ``kernel.similar`` groups them.
"""

from lianzhi.cases.actions.standing import press
from lianzhi.cases.models import Case
from lianzhi.cases.rules.heat import voice, voices
from lianzhi.kernel.actor import Actor

MOST = 500
"""Reports looked at; a matter with more is hot by any threshold."""


def recount(main: Case, *, by: Actor) -> int:
    """Count the voices on a locked case again, and let its deadline follow; nothing once it has ended."""
    if main.item is None or main.item.closed_at:
        return main.heat
    rows = Case.objects.filter(main=main).order_by("pk").values_list("reporter", "source", "text")[:MOST]
    reports = [(main.reporter, main.source, main.text), *rows]
    found = voices([(voice(reporter, source), text) for reporter, source, text in reports])
    press(main, heat=found, by=by)
    return found
