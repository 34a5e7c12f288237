"""Which column holds what?  Guessed from the header, remembered for the source, or said by a person. Pure."""

from collections.abc import Mapping, Sequence

from lianzhi.foundation.imports.reading.rows import Field

ERROR_COLUMNS = ("导入错误·行号", "导入错误·列", "导入错误·原因")  # of our own error files; never read back


def plain(name: str) -> str:
    """Headers are compared without blanks and case."""
    return "".join(name.split()).strip("\ufeff").lower()


def columns_of(header: Sequence[str]) -> list[str]:
    """The columns one may choose from: named, each name once, none of our own."""
    named = (name for name in header if name.strip() and name not in ERROR_COLUMNS)
    return list(dict.fromkeys(named))


def proposed(header: Sequence[str], fields: Sequence[Field], given: Mapping[str, str]) -> dict[str, str]:
    """Field -> header. ``given`` (what was said before) wins where this table has that column; a field that was said
    to have none ("") stays without; the rest is guessed, each column once."""
    names = {plain(name): name for name in reversed(columns_of(header))}
    found = {code: names[plain(column)] for code, column in given.items() if plain(column) in names}
    silent = {code for code, column in given.items() if not column}
    for field in fields:
        free = [name for name in field.synonyms if name in names and names[name] not in found.values()]
        if field.code not in found and field.code not in silent and free:
            found[field.code] = names[free[0]]
    return found


def places(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field -> index of its column."""
    names = [plain(name) for name in header]
    return {code: names.index(plain(column)) for code, column in mapping.items() if plain(column) in names}
