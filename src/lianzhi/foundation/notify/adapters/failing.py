"""A gateway that is down: for tests, and to see on a demo what the outbox shows then."""

from django.utils.translation import gettext


class Failing:
    def check_config(self) -> list[str]:
        return [gettext("LIANZHI_SMS is failing: this adapter never delivers anything.")]

    def send(self, to: str, text: str, key: str) -> None:
        raise ConnectionError("this gateway is always down")
