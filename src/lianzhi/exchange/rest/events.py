"""The feed of events over REST.  CloudEvents 1.0, JSON batch."""

import json
from typing import Annotated
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lianzhi.exchange import feed
from lianzhi.exchange.rest.doors import Bearer, caller_of, reading
from lianzhi.exchange.rest.fields import Strict
from lianzhi.exchange.rules import cloudevents
from lianzhi.territory import api as territory

router = Router()


class After(Strict):
    after: Annotated[
        str,
        Field(
            pattern=r"^(end|[0-9]{0,18}(~[0-9.]{1,4000})?)$",
            description="the cursor of the batch before; empty: from the first event that is kept; end: from now on",
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class EventData(Schema):
    number: str
    verb: str
    state: str
    end: bool
    category: str
    area: str


class CloudEvent(Schema):
    """CloudEvents 1.0 with the extension ``sequence``. No personal data: read the case for more."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    sequence: str
    data: EventData


@router.get(
    "/events",
    auth=Bearer("events:read", query=After),
    response=reading(list[CloudEvent], 410),
    url_name="events",
)
def read_events(request: HttpRequest, asked: Query[After]) -> HttpResponse:
    """What happened to cases of the account's area. The header Lianzhi-Cursor says where to go on; ask again with it,
    also after an empty batch. Events are kept for 30 days (the town may set another number); a cursor that is older
    answers 410. Deliveries are at least once: the same id is the same event.
    """
    cursor = feed.opened(asked.after)
    told, following = feed.batch(caller_of(request).actor, [cloudevents.ALL], cursor, asked.limit)
    town = territory.town().code
    body = json.dumps([cloudevents.cloud_event(event, town) for event in told], ensure_ascii=False)
    response = HttpResponse(body, content_type=cloudevents.BATCH)
    response["Lianzhi-Cursor"] = str(following)
    response["Link"] = f'<{request.path}?after={quote(str(following))}&limit={asked.limit}>; rel="next"'
    return response
