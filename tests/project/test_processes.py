"""Which processes the platform consists of."""

import pytest

from lianzhi.project.processes import platform


@pytest.mark.parametrize(
    ("broker", "names"),
    [("", ["pages", "live", "worker"]), ("mqtt://127.0.0.1:1883", ["pages", "live", "worker", "devices"])],
)
def test_devices_are_listened_to_where_a_broker_is_named(monkeypatch, broker: str, names: list[str]) -> None:
    monkeypatch.setenv("LIANZHI_MQTT", broker)

    assert [process.name for process in platform("127.0.0.1", 8000, 4, simulate=False)] == names
