"""Policies are revised: a draft, asked for with its impact, published by somebody who wrote nothing of it.  R-230, R-210.

What is published is never changed; what comes after it is the next revision. A published one asks for a run.
"""

import re

from django.db import IntegrityError, transaction

from lianzhi.benefits import books
from lianzhi.benefits.access import PUBLISH, REVISE
from lianzhi.benefits.actions.sending import MACHINE
from lianzhi.benefits.actions.turning import why
from lianzhi.benefits.actions.wanting import want
from lianzhi.benefits.models import RevisedText, Revision
from lianzhi.benefits.queries.impact import impact
from lianzhi.benefits.queries.revisions import judged
from lianzhi.benefits.rules.library import Library
from lianzhi.benefits.rules.revising import (
    LONGEST,
    STANDARDS,
    RevisionStep,
    step,
)
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids, remembering
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

MOST = 20  # files of one revision
_FILE = re.compile(r"[a-z][a-z0-9_]{1,39}\.yaml")


@transaction.atomic
@audit.late()
def begin(*, title: str, reason: str, by: Actor) -> str:
    """An empty draft; its code. Raises BadInput, NotAllowed."""
    access.require(by, REVISE, None)
    said = {"title": _text(title, 80, "title"), "reason": _text(reason, 300, "reason")}
    row = Revision.objects.create(
        code=ids.code("X"), by=by.id, by_name=by.name[:60], writers=[by.id], made_at=clock.now(), base=books.newest()[0], **said
    )  # fmt: skip
    audit.record(by, "benefits.begin_revision", f"revision:{row.code}", said)
    return row.code


@transaction.atomic
@audit.late()
def write(code: str, file: str, text: str, *, seen: int, by: Actor) -> int:
    """The text of one file, right or not yet; the new turn. ``seen``: the turn the writer had before him, 0 for a new file.

    Raises BadInput, NotAllowed, NotFound, WrongState (somebody else wrote meanwhile, or it is no draft).
    """
    row = _locked(code)
    access.require(by, REVISE, None)
    step(row.state, RevisionStep.WRITE)
    if not (file == STANDARDS or _FILE.fullmatch(file)):
        raise BadInput(
            "benefits.file_name", N_("A policy lies in a file that is called as its code, such as old_age.yaml."), field="file"
        )  # fmt: skip
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST:
        raise BadInput(
            "benefits.file_long",
            N_("The text is longer than %(most)s characters."),
            field="text",
            params={"most": LONGEST},
        )
    had = row.texts.filter(file=file).first()
    if (had.turn if had else 0) != seen:
        raise WrongState(
            "benefits.written_meanwhile", N_("Somebody has written in this file since you opened it."),
            way_out=N_("Copy your text, open the file again and put it in."),
        )  # fmt: skip
    if had is None and row.texts.count() >= MOST:
        raise WrongState("benefits.many_files", N_("A revision holds twenty files at most."))
    values = {"text": text, "turn": seen + 1, "by": by.id, "by_name": by.name[:60], "at": clock.now()}
    RevisedText.objects.update_or_create(revision=row, file=file, defaults=values)
    if by.id not in row.writers:
        Revision.objects.filter(pk=row.pk).update(writers=[*row.writers, by.id])
    audit.record(by, "benefits.write_revision", f"revision:{code}", {"file": file, "sm3": sm3(text.encode())})
    return seen + 1


@transaction.atomic
@audit.late()
def leave_out(code: str, file: str, *, by: Actor) -> None:
    """The file stays as it is in force. Raises NotAllowed, NotFound, WrongState."""
    row = _locked(code)
    access.require(by, REVISE, None)
    step(row.state, RevisionStep.WRITE)
    row.texts.filter(file=file).delete()
    audit.record(by, "benefits.leave_out", f"revision:{code}", {"file": file})


@transaction.atomic
@audit.late()
def ask(code: str, *, by: Actor) -> None:
    """The draft is whole: it is checked with its examples, its impact is worked out, and a second person may publish it.

    Raises BadInput at the first fault, NotAllowed, NotFound, WrongState.
    """
    row = _locked(code)
    access.require(by, REVISE, None)
    row.state = step(row.state, RevisionStep.ASK)
    library = holds(row)
    row.base, row.asked_at, row.said = books.newest()[0], clock.now(), ""
    row.impact = impact(library) or {}
    row.save(update_fields=["state", "base", "asked_at", "said", "impact"])
    audit.record(
        by, "benefits.ask_revision", f"revision:{code}", {"texts": _digests(row), "impact": row.impact}
    )


@transaction.atomic
@audit.late()
def send_back(code: str, *, reason: str, by: Actor) -> None:
    """Raises BadInput, NotAllowed, NotFound, WrongState."""
    row = _locked(code)
    access.require(by, PUBLISH, None)
    row.state, row.said, row.impact = step(row.state, RevisionStep.BACK), why(reason), {}
    row.save(update_fields=["state", "said", "impact"])
    audit.record(by, "benefits.send_back_revision", f"revision:{code}", {"reason": row.said})


@transaction.atomic
@audit.late()
def withdraw(code: str, *, by: Actor) -> None:
    """Raises NotAllowed, NotFound, WrongState."""
    row = _locked(code)
    access.require(by, REVISE, None)
    row.state = step(row.state, RevisionStep.WITHDRAW)
    row.save(update_fields=["state"])
    audit.record(by, "benefits.withdraw_revision", f"revision:{code}", {})


def publish(code: str, *, by: Actor) -> int:
    """In force from here on; its serial. Raises BadInput, NotAllowed (who wrote in it), NotFound, WrongState."""
    try:
        serial = _publish(code, by=by)
    except IntegrityError as faster:
        raise _moved() from faster
    remembering.forget()
    return serial


@transaction.atomic
@audit.late()
def _publish(code: str, *, by: Actor) -> int:
    row = _locked(code)
    access.require(by, PUBLISH, None)
    state = step(row.state, RevisionStep.PUBLISH)
    if by.id in row.writers:
        raise NotAllowed(
            "benefits.own_revision", N_("Whoever wrote in a revision does not publish it."),
            way_out=N_("Ask somebody else who may publish."),
        )  # fmt: skip
    remembering.forget()
    if row.base != (newest := books.newest()[0]):
        raise _moved()
    holds(row)
    row.state, row.serial, row.published_at = state, newest + 1, clock.now()
    row.published_by, row.published_name = by.id, by.name[:60]
    row.save()
    digests = _digests(row)
    audit.record(
        by, "benefits.publish_revision", f"revision:{code}", {"serial": row.serial, "texts": digests}
    )
    events.emit(
        "benefits.rules_published", {"revision": code, "serial": row.serial, "files": sorted(digests)},
        area=territory.town().code,
    )  # fmt: skip
    want(by=MACHINE)
    return row.serial


def holds(row: Revision) -> Library:
    """The policies as they would be, read and tried. Raises BadInput at the first fault, WrongState when nothing is changed."""
    texts, now = dict(row.texts.values_list("file", "text")), books.pack()
    if not {file for file, text in texts.items() if now.files.get(file) != text}:
        raise WrongState(
            "benefits.nothing_revised", N_("This revision changes nothing."), way_out=N_("Take a file into it and change it.")
        )  # fmt: skip
    found = judged(texts)
    if found.fault:
        raise found.fault
    assert found.library is not None  # it is there where nothing is wrong
    return found.library


def _digests(row: Revision) -> dict[str, str]:
    return {each.file: sm3(each.text.encode()) for each in row.texts.all()}


def _locked(code: str) -> Revision:
    row = Revision.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound("benefits.no_revision", N_("There is no such revision."))
    return row


def _moved() -> WrongState:
    return WrongState(
        "benefits.rules_moved", N_("Another revision was published since this one was checked."),
        way_out=N_("Send it back; its writer asks again, and the impact is worked out anew."),
    )  # fmt: skip


def _text(text: str, most: int, field: str) -> str:
    said = " ".join(clean(text, most, field=field).split())
    if not said:
        raise BadInput(
            "benefits.revision", N_("A revision has a title and says why it is made."), field=field
        )
    return said
