"""A map layer as it goes over the wire: gzip once per process and version, then answered by its ETag."""

import gzip
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import snapshot
from lianzhi.territory.models import Layer

AREA_LAYERS = {"town": "town", "communities": "community", "grids": "grid", "micro_grids": "micro_grid"}


@dataclass(frozen=True, slots=True)
class Packed:
    plain: bytes
    zipped: bytes


def layer_answer(request: HttpRequest, name: str, day: date | None = None) -> HttpResponse:
    """200 or 304; areas as they are on ``day`` (today). Raises NotFound for a layer that does not exist."""
    on = day or snapshot.today()
    etag = _etag(name, on)
    if etag in parse_etags(request.headers.get("If-None-Match", "").replace("W/", "")):
        response = HttpResponse(status=304)
    else:
        packed = _packed(name, etag, on)
        zip_it = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(
            packed.zipped if zip_it else packed.plain, content_type="application/geo+json"
        )
        if zip_it:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60, stale-while-revalidate=86400"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _etag(name: str, on: date) -> str:
    if name in AREA_LAYERS:
        return f'"{name}-{snapshot.stamp("areas")}-{on:%Y%m%d}"'
    etag = Layer.objects.filter(name=name).values_list("etag", flat=True).first()
    if etag is None:
        raise NotFound(
            "territory.no_layer",
            N_("There is no map layer “%(name)s”."),
            way_out=N_("Reload the page; the map may have changed."),
            params={"name": name},
        )
    return f'"{name}-{etag}"'


@lru_cache(maxsize=16)
def _packed(name: str, etag: str, on: date) -> Packed:
    if name in AREA_LAYERS:
        text = snapshot.tree(on).layer(AREA_LAYERS[name])
    else:
        text = Layer.objects.values_list("geojson", flat=True).get(name=name)
    plain = text.encode()
    return Packed(plain, gzip.compress(plain, 6, mtime=0))
