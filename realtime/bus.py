"""Between processes: what one has committed, the others hear of at once.

Only an accelerator. The database is the record: when Redis is away, each process still
tells its own members, and the others catch up by version with the next head beacon.
"""

import json
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import redis

from realtime import engine

log = logging.getLogger(__name__)
CHANNEL = "comentor"
WAITING_MOST = 10_000
AFTER_TROUBLE = 1.0
# By then the others know of it through their own rounds: after a long outage they would be
# told a thousand old things, and their members with them.
OLD = 10.0
Message = dict[str, Any]


def _connect(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=5, health_check_interval=10)


class Bus:
    """Publishes in the order given, from one green thread; hears everybody but itself."""

    def __init__(
        self, url: str, heard: Callable[[Message], None], returned: Callable[[], None]
    ) -> None:
        """`heard` gets each message of others; `returned` is called after an outage."""
        self.heard, self.returned = heard, returned
        self._me = secrets.token_hex(8)
        # One for each green thread, which closes it when it ends.
        self._out, self._in = _connect(url), _connect(url)
        self._waiting: deque[tuple[float, Message]] = deque(maxlen=WAITING_MOST)
        self._stopped = False
        engine.spawn(self._publish)
        engine.spawn(self._listen)

    def publish(self, message: Message) -> None:
        """Never waits and never fails; the oldest are forgotten if Redis stays away."""
        self._waiting.append((time.monotonic(), message))

    def close(self) -> None:
        """Within a second."""
        self._stopped = True

    def _publish(self) -> None:
        while not self._stopped:
            if not self._waiting:
                engine.sleep(0.005)
                continue
            at, message = first = self._waiting.popleft()
            if time.monotonic() - at > OLD:
                continue
            try:
                self._safely(partial(self._send, message))
            except redis.RedisError as error:
                if len(self._waiting) < WAITING_MOST:
                    self._waiting.appendleft(first)
                self._trouble(error)
        self._out.close()

    def _send(self, message: Message) -> None:
        self._out.publish(CHANNEL, json.dumps({"from": self._me, **message}))

    def _listen(self) -> None:
        away = False
        while not self._stopped:
            try:
                with self._in.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
                    subscription.subscribe(CHANNEL)
                    if away:
                        self._safely(self.returned)
                    away = False
                    while not self._stopped:
                        self._take(subscription.get_message(timeout=1.0))
            except redis.RedisError as error:
                away = True
                self._trouble(error)
        self._in.close()

    def _take(self, raw: Any) -> None:
        if raw is not None:
            self._safely(partial(self._hear, raw["data"]))

    def _hear(self, data: bytes) -> None:
        message = json.loads(data)
        if message["from"] != self._me:
            self.heard(message)

    def _safely(self, task: Callable[[], None]) -> None:
        """A message that fails must not end the telling and hearing of all that come after it."""
        try:
            task()
        except redis.RedisError:
            raise
        except Exception:
            log.exception("A message between processes could not be told or taken")

    def _trouble(self, error: redis.RedisError) -> None:
        if not self._stopped:
            log.warning("Redis does not answer: %s", type(error).__name__)
            engine.sleep(AFTER_TROUBLE)
