"""Registers as files, as their list shows them."""

from urllib.parse import parse_qs

from django.utils.translation import gettext

from lianzhi.foundation.exports import api as exports
from lianzhi.kernel.actor import Actor
from lianzhi.project.administration.fields import Names
from lianzhi.project.administration.register import Register


def opener(register: Register) -> exports.Opener:
    """The whole register under the search of its list."""

    def table(_by: Actor, query: str) -> exports.Table:
        wanted = parse_qs(query).get("q", [""])[0].strip().lower()
        names = Names()
        rows = [
            tuple(_cell(column.value(row, names)) for column in register.columns) for row in register.rows()
        ]
        found = [row for row in rows if wanted in " ".join(str(value) for value in row).lower()]
        columns = [exports.Column(gettext(column.label), 24) for column in register.columns]
        return exports.Table(columns, found, scope=wanted, total=len(found))

    return table


def _cell(value: object) -> exports.Cell:
    return value if isinstance(value, int | float) else str(value).strip()


def offer(register: Register) -> None:
    exports.source(f"register-{register.code}", register.title, register.see, opener(register))
