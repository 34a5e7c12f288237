"""The little town of the phone pages, and browsers in it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from support import phones

from lianzhi.kernel.actor import Actor


@pytest.fixture
def town(db) -> phones.Town:
    return phones.build()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def staff():
    """A browser in which this member of staff is logged in."""

    def log_in(actor: Actor) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(get_user_model().objects.get(pk=actor.key))
        return client

    return log_in
