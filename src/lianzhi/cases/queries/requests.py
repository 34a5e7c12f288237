"""What a handler may ask another person to decide, from the phone: more time, a pause, sending back once more.  R-277.

The desk shows all acts of a case; a phone shows the few a handler needs in the field. One place decides for both
(``acts``): what is not lawful now, or waits for a decision already, is not offered.
"""

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.acts import Act, Reader, acts, not_open

REQUESTS = ("extend", "suspend", "return_again")


def requests(case: CaseView, reader: Reader) -> list[Act]:
    """Each once, though the reader's unit may have several parts."""
    found = {act.verb: act for act in reversed(acts(case, reader)) if act.verb in REQUESTS}
    return [found[verb] for verb in REQUESTS if verb in found]


def request(case: CaseView, reader: Reader, verb: str) -> Act:
    """Raises WrongState when it is not open now, NotAllowed when it never is for this reader."""
    found = next((act for act in requests(case, reader) if act.verb == verb), None)
    if found is None:
        raise not_open(case, reader, verb)
    return found
