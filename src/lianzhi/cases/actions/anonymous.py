"""Report without a phone: a number and secret words, shown once, are all the person has.  R-109, R-222; field notes 1.

Nobody is written to, so nothing can be abused to disturb somebody; the count per address keeps a machine from
flooding the town. Only a keyed digest of the words is kept.
"""

import re
import secrets
import unicodedata
from functools import cache
from hmac import compare_digest
from pathlib import Path

from django.db import transaction

from lianzhi.cases.actions.report import Take, report
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Counter, Secret
from lianzhi.cases.queries.lists import intake
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock, ids, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, Refused, WrongState

KIND = "anonymous"
PER_ADDRESS, PER_TOWN = (
    5,
    200,
)  # an hour; a whole quarter may share one address, a town does not speak in one voice
WORDS = 3
_CONTEXT = "cases.secret"


class TooMany(Refused):
    status = 429


def somebody() -> Actor:
    """An actor nobody can find again except by the secret words."""
    return Actor(f"{KIND}:{ids.token(16)}", "")


@transaction.atomic
@audit.late()
def report_anonymously(
    new: NewReport, *, by: Actor, address: str, take: Take = report
) -> tuple[CaseView, str]:
    """(case, secret words; empty when this very report was sent before). Raises NotAllowed, TooMany, BadInput."""
    way_in = intake(new.intake)
    if way_in is not None and not way_in.anonymous:
        raise NotAllowed(
            "cases.no_anonymous",
            N_("This way of reporting needs a phone number, because somebody has to come to you."),
            way_out=N_("Type your mobile number, or call 12345."),
        )
    case = take(new, by=by)
    if case.reporter != by.id:
        return case, ""
    _count(f"anonymous:{access.blind(address, _CONTEXT)[:16]}", PER_ADDRESS)
    _count("anonymous", PER_TOWN)
    return case, new_secret(case)


def new_secret(case: CaseView) -> str:
    """Fresh words for a case; earlier ones do not open it any more."""
    words = " ".join(secrets.choice(_words()) for _ in range(WORDS))
    Secret.objects.update_or_create(case_id=case.id, defaults={"digest": _digest(words)})
    return words


@transaction.atomic
@audit.late()
def renew(case: CaseView, *, by: Actor) -> str:
    """New words at the counter, for somebody who lost them and can say what was reported. Raises NotAllowed, WrongState."""
    access.require(by, "cases.report", case)
    if not case.reporter.startswith(f"{KIND}:"):
        raise WrongState(
            "cases.not_anonymous",
            N_("This report has no secret words."),
            way_out=N_("It is found by number and phone."),
        )
    audit.record(by, "cases.renew_secret", case.subject)
    return new_secret(case)


def opens(case: CaseView, words: str) -> bool:
    """Do these words open the case? Blanks and full-width letters are forgiven."""
    kept = Secret.objects.filter(case_id=case.id).values_list("digest", flat=True).first()
    return kept is not None and compare_digest(kept, _digest(words))


def _digest(words: str) -> str:
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words))
    return access.blind(plain, _CONTEXT)


@cache
def _words() -> tuple[str, ...]:
    path = Path(__file__).parents[1] / "data" / "secret_words.yaml"
    return tuple(yamls.read(path))


def _count(name: str, most: int) -> None:
    key = f"{name}:{clock.now():%Y%m%d%H}"
    row, _made = Counter.objects.select_for_update().get_or_create(name=key)
    if row.value >= most:
        raise TooMany(
            "cases.anonymous_enough",
            N_("Too many anonymous reports came from here in the last hour."),
            way_out=N_("Report with your mobile number, wait an hour, or call 12345."),
        )
    row.value += 1
    row.save(update_fields=["value"])
