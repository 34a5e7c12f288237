"""The platform's pages and one address more, ``/pay``: an order of a payment as the deciding part makes it. Tests only."""

import json
from collections.abc import Iterable
from typing import Any

from support.crash_wsgi import application as pages

__all__ = ["application"]


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/pay":
        return pages(environ, start)
    from django.db import close_old_connections

    from lianzhi.benefits import api as benefits
    from lianzhi.kernel.errors import Refused
    from support.paying import order
    from support.register import ROOT

    said = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    close_old_connections()
    try:
        done = benefits.order_payment(
            order(said["person"], key=said["key"], fen=said["fen"], period=said["period"]), by=ROOT
        )
        status, answer = "201 Created", {"code": done.payment.code}
    except Refused as refused:
        status, answer = "409 Conflict", {"refused": refused.code}
    except Exception as error:  # noqa: BLE001  the database is gone: the client sends again
        status, answer = "500 Error", {"error": type(error).__name__}
    finally:
        close_old_connections()
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
