"""A message template of the tests' own, and adapters that can be watched."""

import pytest

from lianzhi.foundation.notify import adapters, registry
from lianzhi.foundation.notify.rules import wording

TEXTS = {"test_hello": {"zh": "您好，%(name)s，完成 100%%", "en": "Hello %(name)s, 100%% done"}}


class Watched:
    """Keeps what it was given; refuses with whatever stands in ``error``."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.error: Exception | None = None
        self.calls = 0

    def __call__(self) -> "Watched":
        return self

    def check_config(self) -> list[str]:
        return []

    def send(self, to: str, text: str, key: str) -> None:
        self.calls += 1
        if self.error is not None:
            raise self.error
        self.sent.append((to, text, key))


@pytest.fixture(autouse=True)
def templates(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_templates", wording.read(TEXTS, "test"))


@pytest.fixture
def phone_net(monkeypatch, settings) -> Watched:
    watched = Watched()
    monkeypatch.setitem(adapters.SMS, "watched", watched)
    settings.LIANZHI_SMS = "watched"
    return watched
