"""The register of permissions. Code asks for permissions, never for groups or role names."""

from collections.abc import Mapping

_declared: dict[str, str] = {}


def declare(permissions: Mapping[str, str]) -> None:
    """Add a room's permissions: code -> English label. Called from AppConfig.ready."""
    for code, label in permissions.items():
        if _declared.setdefault(code, label) != label:
            raise ValueError(f"permission {code!r} is declared twice with different labels")


def declared() -> dict[str, str]:
    return dict(_declared)


def known(code: str) -> str:
    """``code`` itself, once it is sure that some room declared it (a misspelt one would never match)."""
    if code not in _declared:
        raise LookupError(f"no room declares the permission {code!r}")
    return code
