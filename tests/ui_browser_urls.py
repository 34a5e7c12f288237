"""Small pages for the browser tests of the islands; the map is a square town of four grids."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.urls import path
from PIL import Image, UnidentifiedImageError
from ui_urls import handler400, handler403, handler404, handler500, outside  # noqa: F401
from ui_urls import urlpatterns as shared

from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_, BadInput

LON, LAT, SIDE = 120.05, 30.28, 0.01
HTMX = """{% extends "shape/plain.html" %}{% block main %}
<form hx-post="/htmx/send/" hx-target="#answer"><label>Place <input name="place"></label><button>Send</button></form>
<p id="answer"></p>{% endblock %}"""
LIVE = """{% extends "shape/desk.html" %}{% block live %} data-live="STREAM" data-live-ticket="t"{% endblock %}
{% block islands %}{% island "live" %}{% endblock %}
{% block main %}<p id="rows" hx-get="/fragment/" hx-trigger="refresh" data-live-refresh="case.*">as it was</p>{% endblock %}"""
REPORT = """{% extends "shape/phone.html" %}{% block islands %}{% island "report" %}{% endblock %}
{% block main %}<form><div><div class="photo-take" data-photos data-upload="/photo/" data-most="3"><label class="add">Take
<input type="file" accept="image/*" multiple></label></div><p data-uploading role="status" hidden></p></div>
<div class="picker"><div class="map" data-townmap data-mode="pick" data-lon="#lon" data-lat="#lat"></div></div>
<p data-place-status data-at="/at/" role="status"></p><input type="hidden" id="lon" name="lon">
<input type="hidden" id="lat" name="lat">
<button type="button" data-locate>Locate</button></form>{% endblock %}"""
DESK = """{% extends "shape/desk.html" %}{% block islands %}{% island "desk" %}{% endblock %}
{% block main %}<div class="split" data-desk><table class="table" data-rows><tbody>{% for dot in dots %}
<tr data-number="{{ dot.number }}"><td><a class="rowlink" href="?open={{ dot.number }}">{{ dot.title }}</a></td></tr>{% endfor %}
</tbody></table><div class="map" data-townmap data-dots="dots"></div></div>{{ dots|json_script:"dots" }}{% endblock %}"""
DOTS = [
    {
        "number": f"ST-{i}",
        "title": f"Lamp {i}",
        "state": "handling",
        "light": "red",
        "lon": LON + i * 0.001,
        "lat": LAT,
    }
    for i in range(4)
]


def square(lon: float, lat: float, side: float, **properties: str) -> dict:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def shown(source: str, **context: object):  # noqa: ANN201
    @access.public
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(engines["django"].from_string(source).render(context, request))

    return view


@access.public
def send(request: HttpRequest) -> HttpResponse:
    if request.POST["place"] != "inside":
        raise outside()
    return HttpResponse("done")


@access.public
def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fetched anew")


@access.public
def at(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"address": "East gate"})


@access.public
def photo(request: HttpRequest) -> HttpResponse:
    """Keeps nothing; says what arrived, so that the page shows it as the id of the picture."""
    try:
        picture = Image.open(request.FILES["photo"])
    except UnidentifiedImageError:
        raise BadInput("test.photo", N_("The text is empty."), way_out=N_("Check the number.")) from None
    return JsonResponse({"id": f"{picture.format} {picture.width}x{picture.height}", "thumb_url": ""})


@access.public
def stream(request: HttpRequest) -> HttpResponse:
    """One event per connection and then the end: the page connects again and again, as after a breakdown."""

    def body() -> Iterator[bytes]:
        yield b": open\n\n"
        yield b'id: 7\nevent: case.filed\ndata: {"id": 7, "name": "case.filed"}\n\n'
        yield b": still here\n\n"

    return StreamingHttpResponse(body(), content_type="text/event-stream")


@access.public
def closed(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"code": "access.ticket"}, status=403)


@access.public
def layer(request: HttpRequest, name: str) -> HttpResponse:
    half = SIDE / 2
    grids = [
        square(
            LON + x * half, LAT + y * half, half, code=f"33019910000100{x + 2 * y}", name_en=f"Grid {x}{y}"
        )
        for x in (0, 1)
        for y in (0, 1)
    ]
    found = {"town": [square(LON, LAT, SIDE, code="330199100000")], "grids": grids}.get(name, [])
    return JsonResponse({"type": "FeatureCollection", "features": found})


urlpatterns = [
    *shared,
    path("htmx/", shown(HTMX)),
    path("htmx/send/", send),
    path("live-page/", shown(LIVE.replace("STREAM", "/stream/"))),
    path("live-closed/", shown(LIVE.replace("STREAM", "/stream-closed/"))),
    path("stream/", stream),
    path("stream-closed/", closed),
    path("fragment/", fragment),
    path("at/", at),
    path("photo/", photo),
    path("report/", shown(REPORT)),
    path("desk-page/", shown(DESK, dots=DOTS)),
    path("map/<name>.geojson", layer),
]
