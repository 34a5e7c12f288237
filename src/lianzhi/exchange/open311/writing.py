"""A report or an update of another system comes in over Open311."""

import uuid
from collections.abc import Mapping

from lianzhi.cases import api as cases
from lianzhi.exchange.contracts import Caller
from lianzhi.exchange.open311 import definitions
from lianzhi.exchange.rules import georeport
from lianzhi.territory import api as territory

SOURCE = "open311"
INTAKE = "snap_report"


def report(sent: georeport.Request, caller: Caller) -> cases.CaseView:
    """The person behind it is the reporter if a phone number came along; else nobody is. E-mail is not kept."""
    category = cases.category(sent.service_code)
    if category is None:
        raise georeport.unknown("service_code")
    place = _place(sent)
    form = cases.questions_of(category.code)
    new = cases.NewReport(
        source=SOURCE, external_id=f"{caller.client}:{uuid.uuid4().hex}", intake=INTAKE, category=category.code,
        text=sent.description if len(sent.description) >= 4 else _words(category, place, sent.description),
        place_text=place, lon=sent.lon, lat=sent.lat, extra=_extra(sent, caller),
        answers=definitions.answers(form, sent.attributes) if form else None,
    )  # fmt: skip
    return cases.report_call(new, phone=sent.phone, name=sent.name, by=caller.actor)


def _place(sent: georeport.Request) -> str:
    """Our own code of a place, if that is what came; else what was written."""
    if sent.address or not sent.address_id:
        return sent.address
    known = territory.place(sent.address_id)
    if known is None:
        raise georeport.unknown("address_id")
    return known.address or known.name


def _words(category: cases.CategoryView, place: str, said: str) -> str:
    """A report without words is its kind and its place: the specification lets the description out."""
    return "，".join(filter(None, (category.name_zh, place, said))).ljust(4, "。")


def _extra(sent: georeport.Request, caller: Caller) -> Mapping[str, object]:
    kept = {"client": caller.client, "external": sent.external, "media_url": sent.media_url}
    return {k: v for k, v in kept.items() if v} | (
        {"attributes": dict(sent.attributes)} if sent.attributes else {}
    )


def update(sent: georeport.Update, caller: Caller) -> str:
    """Its id here. What another system says is kept as a note; it never moves our case by itself."""
    case = cases.visible(sent.number, caller.actor)
    text = f"[{caller.name} {sent.status}] {sent.text}" if sent.status else f"[{caller.name}] {sent.text}"
    cases.note(case.id, text[:1000], by=caller.actor)
    return sent.external
