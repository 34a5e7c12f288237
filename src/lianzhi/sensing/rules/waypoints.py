"""A route as the pilot's software reads it: GeoJSON, or waypoint text (QGC WPL 110).  R-118.  Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

HEAD = "QGC WPL 110"
RELATIVE, TAKE_OFF, WAYPOINT, RETURN = 3, 22, 16, 20


def geojson(
    name: str, legs: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]], altitude_m: float
) -> str:
    """A FeatureCollection: each flight a line with its height, each point with which flight covers it. Degrees, WGS 84."""
    lines = [
        _feature(
            "LineString",
            [[*at, altitude_m] for at in leg["line"]],
            flight=number,
            metres=leg["metres"],
            covers=leg["covers"],
        )
        for number, leg in enumerate(legs, 1)
    ]
    by = {spot: number for number, leg in enumerate(legs, 1) for spot in leg["covers"]}
    spots = [
        _feature(
            "Point", [p["lon"], p["lat"], altitude_m], name=p["name"], why=p["why"], flight=by.get(p["name"])
        )
        for p in points
    ]
    whole = {"type": "FeatureCollection", "name": name, "datum": "WGS84", "features": [*lines, *spots]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _feature(kind: str, coordinates: Any, **said: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def qgc(leg: Mapping[str, Any], altitude_m: float) -> str:
    """One flight as tab-separated lines: home, take-off, waypoints, return."""
    line = leg["line"]
    (lon, lat), inner = line[0], line[1:-1]
    rows = [(0, 1, 0, WAYPOINT, lat, lon, 0.0), (1, 0, RELATIVE, TAKE_OFF, lat, lon, altitude_m)]
    rows += [(n, 0, RELATIVE, WAYPOINT, y, x, altitude_m) for n, (x, y) in enumerate(inner, 2)]
    rows.append((len(rows), 0, RELATIVE, RETURN, 0.0, 0.0, 0.0))
    text = [
        f"{n}\t{now}\t{frame}\t{what}\t0\t0\t0\t0\t{y:.6f}\t{x:.6f}\t{z:g}\t1"
        for n, now, frame, what, y, x, z in rows
    ]
    return "\n".join([HEAD, *text]) + "\n"
