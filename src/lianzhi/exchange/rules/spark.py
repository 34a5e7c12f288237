"""One value, two spellings: the XML of Open311 and its JSON by the Spark convention.  R-087.  Pure.

Lists in XML need a name for their items; ``ITEMS`` gives it by the list's own name. ``None`` is an empty element
there and ``null`` here; booleans are true/false in both.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree  # only written with, never read with

ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: str, value: Any, format_: str) -> bytes:
    """``value`` under ``root``; the JSON of a list is the bare list."""
    if format_ == "json":
        return json.dumps(value, ensure_ascii=False).encode()
    tree = ElementTree.Element(root)
    _fill(tree, value)
    return bytes(ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True))


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            _fill(ElementTree.SubElement(element, name), part)
    elif isinstance(value, list | tuple):
        for part in value:
            _fill(ElementTree.SubElement(element, ITEMS[element.tag]), part)
    elif value is not None:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub("", str(value))
