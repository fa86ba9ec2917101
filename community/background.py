"""What goes on behind the pages: deliveries from the outbox, and the index that follows."""

import logging
import time
from collections.abc import Callable

from community.core import relay
from community.core.transaction import database
from community.discovery.indexing import Index

log = logging.getLogger(__name__)
PAUSE = 0.25  # seconds between looks when there is nothing to do
AFTER_TROUBLE = 5.0
LOG_EVERY = 60.0


def step(index: Index) -> bool:
    """Do one batch of each; True if there may be more to do at once."""
    delivered = relay.run_once()
    return index.follow() or delivered > 0


def run(index: Index, stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: nothing that goes wrong here ends it."""
    prepared, emptied = False, 0.0
    while not stopped():
        try:
            if not prepared:
                index.prepare()
                prepared = True
            busy = step(index)
            if time.monotonic() - emptied > LOG_EVERY:
                database().empty_log()
                emptied = time.monotonic()
        except Exception:
            log.exception("Work in the background failed; it goes on in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(0 if busy else PAUSE)
