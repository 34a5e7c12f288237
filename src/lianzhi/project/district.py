"""One view of several towns' databases: the statements a district runs in a database of its own.  ADR 0007.

Each town keeps its own database; the district's holds only foreign tables. Every key carries its town, so each table
of the house becomes one table partitioned by key, a town a partition: a question about one town's row goes to that
town's database alone. Nothing can be changed through it as long as the account it uses in the towns may only read.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from lianzhi.kernel import towns
from lianzhi.project.town_keys import keyed


def statements(addresses: Mapping[int, str]) -> Iterator[str]:
    """SQL for PostgreSQL, one statement each; ``addresses``: town number -> the form of LIANZHI_DATABASE."""
    yield "CREATE EXTENSION IF NOT EXISTS postgres_fdw"
    for town, address in sorted(addresses.items()):
        yield from _town(town, address)
    first = f"town_{min(addresses)}"
    for table, column, _counted in keyed():
        yield f'CREATE TABLE "{table}" (LIKE {first}."{table}") PARTITION BY RANGE ("{column}")'
        for town in sorted(addresses):
            yield (
                f'ALTER TABLE "{table}" ATTACH PARTITION town_{town}."{table}" '
                f"FOR VALUES FROM ({towns.base(town)}) TO ({towns.base(town + 1)})"
            )


def _town(town: int, address: str) -> Iterator[str]:
    parts = urlsplit(address)
    where = {"host": parts.hostname, "port": parts.port, "dbname": parts.path.lstrip("/")}
    who = {"user": parts.username, "password": parts.password}
    name, schema = f"town_{town}", parse_qs(parts.query).get("schema", ["public"])[0]
    yield f"CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({_options(where)})"
    yield f"CREATE USER MAPPING FOR CURRENT_USER SERVER {name} OPTIONS ({_options(who)})"
    yield f"CREATE SCHEMA {name}"
    yield f'IMPORT FOREIGN SCHEMA "{schema}" FROM SERVER {name} INTO {name}'


def _options(given: Mapping[str, object]) -> str:
    said = {name: unquote(str(value)).replace("'", "''") for name, value in given.items() if value}
    return ", ".join(f"{name} '{value}'" for name, value in said.items())
