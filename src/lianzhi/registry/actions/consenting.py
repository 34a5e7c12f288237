"""A person's word for a purpose: given and withdrawn, by himself or noted down by staff (PIPL 14-16)."""

from collections.abc import Collection

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, WrongState
from lianzhi.registry import lists
from lianzhi.registry.access import EDIT
from lianzhi.registry.finding import locked
from lianzhi.registry.models import Consent, Person
from lianzhi.registry.queries.own import own


@transaction.atomic
def give_consent(
    code: str, purpose: str, *, basis: str = "", by: Actor, proved: Collection[str] = ()
) -> None:
    """``basis``: where the word was given (a form, a call). ``proved``: of a resident, the entries that he has proved.

    Raises BadInput, NotAllowed, NotFound, WrongState.
    """
    person = _person(code, by, proved)
    choice = lists.lists()["purposes"].get(purpose)
    if choice is None or not choice.more["consent"]:
        raise BadInput(
            "registry.purpose",
            N_("For this purpose no word is asked for."),
            way_out=N_("Choose one of the list."),
            field="purpose",
        )
    if Consent.objects.filter(person=code, purpose=purpose, withdrawn_at=None).exists():
        raise WrongState(
            "registry.consented", N_("This was allowed already."), way_out=N_("Nothing is left to do.")
        )
    Consent.objects.create(
        person=code, purpose=purpose, basis=basis.strip()[:200], given_at=clock.now(), given_by=by.id
    )
    audit.record(by, "registry.consent", person.ref, {"purpose": purpose, "basis": basis.strip()[:200]})
    _tell(person, purpose, given=True)


@transaction.atomic
def withdraw_consent(code: str, purpose: str, *, by: Actor, proved: Collection[str] = ()) -> None:
    """As easy as giving it. What was done until now stays lawful (PIPL 15)."""
    person = _person(code, by, proved)
    open_ = Consent.objects.select_for_update().filter(person=code, purpose=purpose, withdrawn_at=None)
    if not open_.update(withdrawn_at=clock.now(), withdrawn_by=by.id):
        raise WrongState(
            "registry.not_consented", N_("This was not allowed."), way_out=N_("Nothing is left to do.")
        )
    audit.record(by, "registry.withdraw_consent", person.ref, {"purpose": purpose})
    _tell(person, purpose, given=False)


def _tell(person: Person, purpose: str, *, given: bool) -> None:
    detail = {"person": person.code, "purpose": purpose, "given": given}
    events.emit("registry.consented", detail, area=person.grid_code)


def allowed(code: str, purpose: str) -> bool:
    """May the person's data be used for this? Purposes under law need no word."""
    choice = lists.lists()["purposes"].get(purpose)
    if choice is None:
        return False
    return (
        not choice.more["consent"]
        or Consent.objects.filter(person=code, purpose=purpose, withdrawn_at=None).exists()
    )


def _person(code: str, by: Actor, proved: Collection[str]) -> Person:
    """A resident is told the same about an entry that is another's and about one that does not exist."""
    if by.kind == "resident" and not any(row.code == code for row in own(by, proved)):
        raise NotAllowed(
            "registry.not_own",
            N_("This entry is not yours."),
            way_out=N_(
                "Prove your phone number, then give the last four characters of your identity number."
            ),
        )
    person = locked(code)
    if not isinstance(person, Person):
        raise BadInput(
            "registry.no_person", N_("Only a person can allow this."), way_out=N_("Open the person's entry.")
        )
    if by.kind != "resident":
        access.require(by, EDIT, person)
    return person
