"""Between processes: what one has committed, the others hear of at once.

Only an accelerator. The database is the record: when Redis is away, each process still
tells its own members, and the others catch up by version with the next head beacon.
"""

import json
import logging
import secrets
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
Message = dict[str, Any]


class Bus:
    """Publishes in the order given, from one green thread; hears everybody but itself."""

    def __init__(
        self, url: str, heard: Callable[[Message], None], returned: Callable[[], None]
    ) -> None:
        """`heard` gets each message of others; `returned` is called after an outage."""
        self.heard, self.returned = heard, returned
        self._me = secrets.token_hex(8)
        self._redis = redis.Redis.from_url(url, socket_timeout=5, health_check_interval=10)
        self._waiting: deque[Message] = deque(maxlen=WAITING_MOST)
        self._stopped = False
        engine.spawn(self._publish)
        engine.spawn(self._listen)

    def publish(self, message: Message) -> None:
        """Never waits and never fails; the oldest are forgotten if Redis stays away."""
        self._waiting.append(message)

    def close(self) -> None:
        self._stopped = True
        self._redis.close()

    def _publish(self) -> None:
        while not self._stopped:
            if not self._waiting:
                engine.sleep(0.005)
                continue
            message = {"from": self._me, **self._waiting[0]}
            try:
                self._redis.publish(CHANNEL, json.dumps(message))
            except redis.RedisError as error:
                self._trouble(error)
            else:
                self._waiting.popleft()

    def _listen(self) -> None:
        away = False
        while not self._stopped:
            try:
                subscription = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                subscription.subscribe(CHANNEL)
                if away:
                    self._safely(self.returned)
                away = False
                while not self._stopped:
                    self._take(subscription.get_message(timeout=1.0))
            except redis.RedisError as error:
                away = True
                self._trouble(error)

    def _take(self, raw: Any) -> None:
        if raw is None:
            return
        message = json.loads(raw["data"])
        if message["from"] != self._me:
            self._safely(partial(self.heard, message))

    def _safely(self, task: Callable[[], None]) -> None:
        """A message that fails must not end the hearing of all that come after it."""
        try:
            task()
        except Exception:
            log.exception("A message of another process could not be taken")

    def _trouble(self, error: redis.RedisError) -> None:
        if not self._stopped:
            log.warning("Redis does not answer: %s", type(error).__name__)
            engine.sleep(AFTER_TROUBLE)
