"""Detections and door readings of other bureaus' platforms come in over REST.  R-114, R-117, R-118, R-127."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, ConfigDict, Field

from lianzhi.exchange.rest.cases import keyed
from lianzhi.exchange.rest.doors import Bearer, answered, caller_of, once, reading, writing
from lianzhi.exchange.rest.fields import Id, Moment, Photos, Strict
from lianzhi.exchange.rest.schemas import PhotoOut
from lianzhi.foundation.files import api as files
from lianzhi.kernel.checksums import sm3
from lianzhi.sensing import api as sensing

SEND, READ = "sensing:send", "sensing:read"
DeviceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Degrees = Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False)]
router = Router()


class DetectionIn(Strict):
    """What a device saw. Where: ``lon`` and ``lat`` (WGS 84), or ``bearing`` with ``distance_m`` or ``tilt``, or nothing."""

    device: DeviceCode
    id: Annotated[
        str,
        Field(pattern=r"^[!-~]{1,80}$", description="the sender's own, new for each detection of the device"),
    ]
    class_: Annotated[
        str,
        Field(
            alias="class",
            min_length=1,
            max_length=40,
            pattern=r"^[^\x00-\x1F\x7F]*$",
            description="car-parking; see the README",
        ),
    ]
    confidence: Share
    seen_at: Moment
    images: Annotated[Photos, Field(description="ids of POST /detections/images")] = []
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    bearing: Annotated[Degrees | None, Field(description="degrees clockwise from north")] = None
    distance_m: Annotated[float, Field(ge=0, le=20_000)] | None = None
    tilt: Annotated[Degrees | None, Field(description="degrees below the horizon")] = None
    box: Annotated[
        Annotated[list[Share], Field(min_length=4, max_length=4)] | None,
        Field(description="left, top, width, height as shares of the picture"),
    ] = None
    flight: Id | None = None


class DetectionOut(Schema):
    """``state``: waiting (for a person), matter (opened one), joined (belongs to one that is open), nothing."""

    model_config = ConfigDict(serialize_by_alias=True)

    number: int
    device: str
    id: str
    class_: Annotated[str, Field(serialization_alias="class")]
    confidence: float
    threshold: float
    seen_at: AwareDatetime
    lon: float
    lat: float
    placed_by: Literal["given", "bearing", "device"]
    accuracy_m: float
    area_code: str
    state: Literal["waiting", "matter", "joined", "nothing"]
    case: str
    flight: int | None
    new: bool


class ReadingIn(Strict):
    """``open`` true or false; left out it is only a sign of life."""

    at: Moment
    open: Annotated[bool, Field(strict=True)] | None = None


class ReadingOut(Schema):
    """``kept`` false: it was in already, or the sensor hangs at nobody's door."""

    device: str
    kept: bool


@router.post(
    "/detections/images",
    auth=Bearer(SEND),
    response=writing(PhotoOut),
    url_name="detection_images",
    openapi_extra=keyed,
)
def send_image(request: HttpRequest, photo: File[UploadedFile]) -> HttpResponse:
    """One picture of a detection (JPEG, PNG, WebP; 12 MB). Its id goes into a detection within a day."""
    content = sm3(photo.read()).encode()

    def act() -> PhotoOut:
        view = files.take_photo(photo, by=caller_of(request).actor, purpose="report")
        return PhotoOut.model_construct(id=view.id, width=view.width, height=view.height, sm3=view.sm3)

    return once(request, act, body=content)


@router.post(
    "/detections",
    auth=Bearer(SEND),
    response=writing(DetectionOut),
    url_name="detections",
    openapi_extra=keyed,
)
def send_detection(request: HttpRequest, payload: DetectionIn) -> HttpResponse:
    """A detection. Sure enough it opens or joins a matter; else a person judges it first. The same device and id is one."""

    def act() -> DetectionOut:
        said = payload.model_dump(exclude={"id", "class_", "box"})
        box = tuple(payload.box) if payload.box else None
        new = sensing.NewDetection(
            external_id=payload.id, klass=payload.class_, box=box, through="rest", **said
        )  # type: ignore[arg-type]
        return _out(sensing.take_detection(new, by=caller_of(request).actor))

    return once(request, act)


@router.get("/detections/{number}", auth=Bearer(READ), response=reading(DetectionOut), url_name="detection")
def read_detection(request: HttpRequest, number: Path[Id]) -> HttpResponse:
    """What became of a detection."""
    return answered(_out(sensing.detection(number, caller_of(request).actor)))


@router.post(
    "/devices/{device}/readings",
    auth=Bearer(SEND),
    response=writing(ReadingOut),
    url_name="readings",
    openapi_extra=keyed,
)
def send_reading(request: HttpRequest, device: Path[DeviceCode], payload: ReadingIn) -> HttpResponse:
    """A door sensor opened or closed; without ``open`` a sign of life of any device."""

    def act() -> ReadingOut:
        new = sensing.NewReading(device, payload.at, payload.open)
        return ReadingOut.model_construct(
            device=device, kept=sensing.take_reading(new, by=caller_of(request).actor)
        )

    return once(request, act)


def _out(view: sensing.DetectionView) -> DetectionOut:
    return DetectionOut.model_construct(
        number=view.id, device=view.device, id=view.external_id, class_=view.klass, confidence=view.confidence,
        threshold=view.threshold, seen_at=view.seen_at, lon=view.lon, lat=view.lat, placed_by=view.placed_by,
        accuracy_m=view.accuracy_m, area_code=view.area_code, state=view.state, case=view.case_number, flight=view.flight,
        new=view.new,
    )  # fmt: skip
