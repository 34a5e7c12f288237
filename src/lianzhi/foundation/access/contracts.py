"""Values that cross this room's door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitView:
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: str
    area_code: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member of staff as colleagues see them."""

    id: str
    username: str
    name: str
    unit: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResidentView:
    """A resident known by phone. ``phone`` is masked: 138****0001."""

    id: str
    name: str
    phone: str
