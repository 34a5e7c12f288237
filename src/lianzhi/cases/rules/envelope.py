"""What a phone hands in after it had no network: checked as a whole before anything is done.  R-113, field notes A5.

Times are instants with a zone (kept in UTC; the phone's zone is kept beside them). ``key`` is made by the phone when
the entry is begun, so that sending it twice is sending it once. Pure.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput

MOST_PICTURES = 9
ROUGH_METRES = 100
MOST_ANSWERING = 9
PURPOSES = {"report": "report", "finish": "result", "pass": "result", "fail": "result"}
ANSWER = "answer"
LATER = frozenset({"answers", "support"})
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Metres = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fix(_Strict):
    """A position of the device: how exact, when, and how long it took to find."""

    lon: Degrees
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    accuracy_m: Metres
    at: AwareDatetime
    elapsed_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 0


class Taken(_Strict):
    """One file of one picture. ``camera_sha256``: digest of the file as the camera gave it, before any change."""

    upload: UUID
    picture: UUID
    role: Literal["shown", "original"]
    name: Annotated[str, Field(max_length=80)] = ""
    size: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    camera_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = ""
    taken_at: AwareDatetime | None = None
    fix: Fix | None = None


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Said = Annotated[tuple[Annotated[str, Field(max_length=2000)], ...], Field(max_length=40)]


class Answered(_Strict):
    """Answers to the extra questions of the kind of matter, as they were typed, under the version that was asked."""

    form: Code
    version: Annotated[int, Field(ge=1)]
    values: Annotated[dict[Code, Said], Field(max_length=40)] = {}


class Envelope(_Strict):
    key: UUID
    kind: Literal["report", "accept", "report_in", "finish", "return", "note", "pass", "fail"]
    made_at: AwareDatetime
    zone: Annotated[str, Field(max_length=40)] = ""
    number: Annotated[str, Field(max_length=24)] = ""
    part: int | None = None
    text: Annotated[str, Field(max_length=20_000)] = ""
    intake: Annotated[str, Field(max_length=40)] = ""
    category: Annotated[str, Field(max_length=40)] = ""
    place_text: Annotated[str, Field(max_length=200)] = ""
    doorplate: Annotated[str, Field(max_length=300)] = ""
    lon: Degrees | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    fix: Fix | None = None
    pictures: Annotated[tuple[Taken, ...], Field(max_length=2 * (MOST_PICTURES + MOST_ANSWERING))] = ()
    answers: Answered | None = None
    support: Annotated[str, Field(max_length=24)] = ""

    @property
    def content(self) -> dict[str, Any]:
        """What the digest is of. A field that came later counts only when it says something: an entry that was sent
        before it came and is sent again after it keeps its digest."""
        plain = self.model_dump(mode="json")
        return {name: value for name, value in plain.items() if value or name not in LATER}


def read(body: Any) -> Envelope:
    """Raises BadInput that names the field. JSON numbers, strings and lists only; unknown fields are refused."""
    try:
        return Envelope.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            "cases.envelope",
            N_("This entry cannot be read: %(where)s."),
            way_out=N_("Open it on the phone, check it and send it again; or export it and hand it in."),
            field=where,
            params={"where": where or "JSON"},
        ) from error


def happened_at(made_at: datetime, clock_off_s: float | None, now: datetime) -> datetime:
    """When it was made, by our clock: the phone's time put right by how far its clock was off; never later than now."""
    right = made_at + timedelta(seconds=clock_off_s or 0)
    return min(right, now)


def plate_code(read: str) -> str:
    """The code of a place out of what a plate or a sign says: the code itself, or an address that ends with it."""
    last = read.strip().rpartition("/")[2]
    return last.partition("at=")[2].partition("&")[0] if "at=" in last else last


def answering(entry: Envelope) -> frozenset[UUID]:
    """The pictures that answer a question: the answer names the file of it that is shown, by its upload."""
    if entry.answers is None or not entry.category:
        return frozenset()
    named = {each for given in entry.answers.values.values() for each in given}
    return frozenset(taken.picture for taken in entry.pictures if str(taken.upload) in named)


def purpose_of(entry: Envelope, taken: Taken) -> str:
    shown = ANSWER if taken.picture in answering(entry) else PURPOSES.get(entry.kind, "report")
    return f"{shown}_original" if taken.role == "original" else shown
