"""Revisions, the files in force, what a file said before, and what a draft is worth so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from lianzhi.benefits import books
from lianzhi.benefits.access import SEE
from lianzhi.benefits.models import RevisedText, Revision
from lianzhi.benefits.queries.impact import impact
from lianzhi.benefits.rules.library import Library
from lianzhi.benefits.rules.refusing import Unusable
from lianzhi.benefits.rules.revising import (
    STANDARDS,
    Difference,
    differences,
    keeps_meetings,
    laid,
    line_of,
    lines,
    read_text,
    same_name,
)
from lianzhi.benefits.rules.trying import Tried, try_examples
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Bilingual, NotFound, Refused


@dataclass(frozen=True, slots=True)
class Version:
    """One file at one time. ``serial`` 0: as shipped."""

    serial: int
    text: str
    revision: str = ""
    title: str = ""
    written_by: str = ""
    published_by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What can be said of a draft: the first fault with its file and line, or the examples of its policies."""

    fault: Refused | None = None
    file: str = ""
    line: int = 0
    tried: Mapping[str, Sequence[Tried]] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)
    library: Library | None = None


def revisions(by: Actor) -> QuerySet[Revision]:
    access.require(by, SEE, None)
    return Revision.objects.annotate(files=Count("texts")).order_by("-pk")


def revision(code: str, *, by: Actor) -> Revision:
    """Raises NotAllowed, NotFound."""
    row = revisions(by).filter(code=code).prefetch_related("texts").first()
    if row is None:
        raise NotFound("benefits.no_revision", N_("There is no such revision."))
    return row


def files() -> list[tuple[str, Bilingual]]:
    """Every file in force that can be revised, with the name of its policy."""
    standards = (STANDARDS, books.wording().words["standards"])
    return [standards, *((each.file, each.name) for each in books.library().policies)]


def versions(file: str) -> list[Version]:
    """The newest first. Raises NotFound for a file that never was in force."""
    rows = RevisedText.objects.filter(file=file, revision__serial__isnull=False).select_related("revision")
    found = [
        Version(
            row.revision.serial or 0, row.text, row.revision.code, row.revision.title, row.by_name, row.revision.published_name,
            row.revision.published_at,
        )
        for row in rows.order_by("-revision__serial")
    ]  # fmt: skip
    if file != books.ORDER_FILE and file in books.shipped():
        found.append(Version(0, books.shipped()[file]))
    if not found:
        raise NotFound("benefits.no_file", N_("There is no such policy file."))
    return found


def judged(texts: Mapping[str, str]) -> Judged:
    """The draft over what is in force; nothing is written."""
    now, found = books.pack(), Judged()
    try:
        library = books.read(laid(now.files, texts))
        found = Judged(tried=examples(library, texts), sentences=_sentences(library, texts), library=library)
        same_name(library, texts)
        keeps_meetings(now.library, library)
        books.check_examples(library)
    except Unusable as fault:
        file = fault.params["file"]
        return replace(
            found, fault=fault, file=file, line=line_of(texts.get(file, ""), fault.field), library=None
        )
    except BadInput as fault:
        return replace(found, fault=fault, library=None)
    return found


def _sentences(library: Library, texts: Mapping[str, str]) -> dict[str, dict[str, Bilingual]]:
    """File -> condition -> the sentence that the person reads."""
    return {
        policy.file: {each.code: each.sentence for each in policy.conditions}
        for policy in library.policies
        if policy.file in texts
    }


def examples(library: Library, texts: Mapping[str, str]) -> dict[str, list[Tried]]:
    """File -> what its examples give. Raises BadInput."""
    found = {}
    for policy in library.policies:
        if policy.file in texts:
            book = library.on(policy.examples.as_of)
            if policy.code in book.at:
                found[policy.file] = try_examples(book, book.policies[book.at[policy.code]])
    return found


def worked_out(found: Judged) -> dict[str, Any] | None:
    return impact(found.library) if found.library else None


def changes(file: str, before: str, after: str) -> tuple[list[Difference], list[tuple[str, str]]]:
    """In words, and line by line; no words where one of the two cannot be read."""
    try:
        said = differences(read_text(file, before) if before else {}, read_text(file, after))
    except BadInput:
        said = []
    return said, lines(before, after)
