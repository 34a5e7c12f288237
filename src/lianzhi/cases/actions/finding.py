"""Find one's case by its number and the last four digits of the phone that reported it, or by the secret words.

Four digits can be guessed, so wrong tries are counted for each number and hour; the count is kept even though
the try is refused. Wrong number and wrong digits are answered in the same words.
"""

import re
import unicodedata
from hmac import compare_digest

from django.conf import settings
from django.db import transaction

from lianzhi.cases.actions import anonymous
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Counter
from lianzhi.cases.queries import public
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, towns
from lianzhi.kernel.errors import N_, BadInput

TRIES_PER_HOUR = 8
_NUMBER = re.compile(r"(?:[A-Z]{2,3})?(\d{8})-?(\d{4,6})")


def find(number: str, last_four: str) -> CaseView:
    """The case, when both fit. Raises BadInput, always in the same words."""
    case = public.by_number(clean_number(number))
    if case is None or not _opened(case, last_four):
        raise _unknown()
    return case


@transaction.atomic
def _opened(case: CaseView, last_four: str) -> bool:
    """Commits the count of wrong tries."""
    name = f"find:{case.number}:{clock.now():%Y%m%d%H}"
    tries, _made = Counter.objects.select_for_update().get_or_create(name=name)
    if tries.value >= TRIES_PER_HOUR:
        raise _enough()
    if _fits(case, last_four):
        return True
    tries.value += 1
    tries.save(update_fields=["value"])
    return False


def clean_number(number: str) -> str:
    """``lz20261122 0042`` and full-width digits are forgiven; empty when it cannot be a number of ours."""
    plain = unicodedata.normalize("NFKC", number).upper()
    found = _NUMBER.fullmatch(re.sub(r"[\s‐-―]", "", plain))
    return f"{towns.prefix(settings.TOWN_ID)}{found[1]}-{found[2]}" if found else ""


def _fits(case: CaseView, last_four: str) -> bool:
    if case.reporter.startswith("anonymous:"):
        return anonymous.opens(case, last_four)
    digits = unicodedata.normalize("NFKC", last_four).strip()
    phone = access.resident_phone(case.reporter)
    return len(phone) >= 4 and compare_digest(phone[-4:].encode(), digits.encode())


def _unknown() -> BadInput:
    return BadInput(
        "cases.not_found",
        N_("Number and phone do not fit together."),
        way_out=N_(
            "Check the number, and the last four digits of the phone you reported with or your secret words."
        ),
        field="number",
    )


def _enough() -> BadInput:
    return BadInput(
        "cases.too_many_tries",
        N_("There were too many wrong tries for this number."),
        way_out=N_("Wait an hour, log in with your phone under “My reports”, or call 12345."),
        field="number",
    )
