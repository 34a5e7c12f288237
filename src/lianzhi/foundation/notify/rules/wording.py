"""Message templates: data with a Chinese and an English text. Pure.

phone_code:
  zh: 【联治】验证码 %(code)s，10 分钟内有效。
  en: "[Lianzhi] Your code is %(code)s, valid for 10 minutes."
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_VALUE = re.compile(r"%\((\w+)\)s")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Template:
    code: str
    texts: Mapping[str, str]
    values: frozenset[str]

    def text(self, language: str, params: Mapping[str, Any]) -> str:
        """The message in ``language`` (anything but English is Chinese). Raises KeyError for a missing value."""
        return self.texts["en" if language.startswith("en") else "zh"] % params


def in_language(values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Values that are kept in both languages, in one of them; English only where there is any."""
    wanted = "en" if language.startswith("en") else "zh"
    return {
        name: str((value.get(wanted) or value.get("zh", "")) if isinstance(value, Mapping) else value)
        for name, value in values.items()
    }


def read(data: Any, source: str) -> dict[str, Template]:
    """The templates of a file. Raises ValueError that names the file, the template and the reason."""
    if not isinstance(data, dict):
        raise ValueError(f"{source}: expected templates by name")
    return {code: _template(code, texts, source) for code, texts in data.items()}


def _template(code: str, texts: Any, source: str) -> Template:
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        raise ValueError(f"{source}: {code}: give exactly the texts zh and en")
    used = {language: frozenset(_VALUE.findall(texts[language])) for language in LANGUAGES}
    if used["zh"] != used["en"]:
        raise ValueError(
            f"{source}: {code}: zh and en use different values: {sorted(used['zh'] ^ used['en'])}"
        )
    for text in texts.values():
        if "%" in _VALUE.sub("", text).replace("%%", ""):
            raise ValueError(f"{source}: {code}: a stray % (write %% for the sign itself)")
    return Template(code, dict(texts), used["zh"])
