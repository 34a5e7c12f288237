"""The process that listens to a broker: at least once, a message is acknowledged when it is in the database.

QoS 1, a session that the broker keeps while we are away, and acknowledgement by hand: what was not committed comes again, and
what comes again is recognised by its number. A message that cannot be taken in is kept with the reason and acknowledged, or
it would come for ever. When the database does not answer, nothing is acknowledged, the connection is given up, and the broker
sends it all again.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from django.db import DatabaseError, close_old_connections, connection
from paho.mqtt.enums import CallbackAPIVersion

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.sensing.actions.hearing import hear
from lianzhi.sensing.mqtt.messages import TOPICS

log = logging.getLogger(__name__)
PORT, PORT_TLS, KEEP_ALIVE, AGAIN = 1883, 8883, 30, 2
LEAVING = 5
"""Seconds that we wait for the broker's word when we go."""
GOODBYE = "lianzhi/goodbye"
PASSWORD = "LIANZHI_MQTT_PASSWORD"  # noqa: S105  the name of a variable


@dataclass(frozen=True, slots=True)
class Broker:
    """``mqtt://user@host:port`` or ``mqtts://…``; the password comes from the environment, never from an address."""

    host: str
    port: int
    user: str = ""
    tls: bool = False
    password: str = field(default="", repr=False)


def broker_of(address: str) -> Broker:
    """Raises BadInput."""
    parts = urlsplit(address)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or parts.password:
        raise BadInput(
            "sensing.broker",
            N_("This is no address of a broker."),
            way_out=N_("mqtt://user@host:1883 or mqtts://…; the password in the variable %(name)s."),
            field="broker",
            params={"name": PASSWORD},
        )
    tls = parts.scheme == "mqtts"
    port = parts.port or (PORT_TLS if tls else PORT)
    return Broker(parts.hostname, port, unquote(parts.username or ""), tls, os.environ.get(PASSWORD, ""))


class Listener:
    """Listens until ``stop``. ``counts``: how many were kept, known, refused; ``told`` is called after each one.

    ``listening`` is set once the broker has taken the subscription.
    """

    def __init__(
        self,
        broker: Broker,
        name: str,
        stop: threading.Event,
        told: Callable[["Listener"], object] = lambda _me: None,
    ) -> None:
        self.broker, self.stop, self.told, self.counts = broker, stop, told, Counter[str]()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=name,
            clean_session=False,
            protocol=mqtt.MQTTv311,
            manual_ack=True,
        )
        self._client.on_connect, self._client.on_message = self._connected, self._message
        self.listening = threading.Event()
        self._client.on_subscribe = lambda *_said: self.listening.set()
        self._client.reconnect_delay_set(1, 30)
        if broker.user:
            self._client.username_pw_set(broker.user, broker.password or None)
        if broker.tls:
            self._client.tls_set()

    def run(self) -> None:
        """Comes back by itself when the broker was away. Messages are worked off one after another."""
        while not self.stop.is_set():
            try:
                self._client.connect(self.broker.host, self.broker.port, KEEP_ALIVE)
                self._loop()
            except OSError as error:
                log.warning("the broker does not answer, trying again: %s", error)
                self.stop.wait(AGAIN)
        self._leave()
        connection.close()

    def _leave(self) -> None:
        """Goes when all that was acknowledged is with the broker: it answers in order, and an answer to anything is proof.

        A socket that is closed while something in it was not read takes back what it had sent, and the broker would send
        again what is in the database. ``GOODBYE`` is a topic that we never asked for: to give it up changes nothing.
        """
        said = threading.Event()
        self._client.on_unsubscribe = lambda *_said: said.set()
        last = time.monotonic() + LEAVING
        alive = self._client.unsubscribe(GOODBYE)[0] == mqtt.MQTT_ERR_SUCCESS
        while alive and not said.is_set() and time.monotonic() < last:
            alive = self._client.loop(0.2) == mqtt.MQTT_ERR_SUCCESS
        self._client.disconnect()
        self._client.loop(0.1)

    def _loop(self) -> None:
        while not self.stop.is_set():
            if self._client.loop(0.2) != mqtt.MQTT_ERR_SUCCESS:
                return

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses us: %s", reason)
            return
        client.subscribe([(topic, 1) for topic in TOPICS])
        log.info("listening at %s:%s", self.broker.host, self.broker.port)

    def _message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if self.stop.is_set():
            return  # not acknowledged, so it waits for us
        close_old_connections()
        try:
            self.counts[hear(message.topic, message.payload)] += 1
        except DatabaseError:
            log.exception("not taken in; the broker will send it again")
            self.counts["failed"] += 1
            connection.close()
            client.disconnect()
            self.stop.wait(AGAIN)
            return
        client.ack(message.mid, message.qos)
        self.told(self)
