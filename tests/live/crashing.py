"""The server as it is, but for one place at which it dies: `comentor serve`, and then SIGKILL.

    COMENTOR_TEST_CRASH=after_commit:3 python -m tests.live.crashing serve …

dies the third time a message comes to that point. The product knows nothing of this: each
point is an existing seam, wrapped here before the server starts.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


class Fuse:
    """Burns a little with each message; the last time, the process is gone."""

    def __init__(self, times: int) -> None:
        self._left = times

    def burn(self, pause: float = 0.0) -> None:
        self._left -= 1
        if self._left == 0:
            time.sleep(pause)
            os.kill(os.getpid(), signal.SIGKILL)


def before(fuse: Fuse) -> Wrap:
    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*args: Any, **kwargs: Any) -> Any:
            fuse.burn()
            return function(*args, **kwargs)

        return dying

    return wrap


def after(fuse: Fuse) -> Wrap:
    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            fuse.burn()
            return result

        return dying

    return wrap


def after_validation(fuse: Fuse) -> None:
    """The message may be said, and waits for its turn."""
    from community.rooms.writer import Writer

    put(Writer, "say", before(fuse))


def before_commit(fuse: Fuse) -> None:
    """Its row is written, and the transaction still open."""
    from community.rooms import writer

    put(writer, "say_together", after(fuse))


def after_commit(fuse: Fuse) -> None:
    """It is stored, and nobody has been told."""
    from realtime.server import Live

    put(Live, "on_room_changed", before(fuse))


def after_local_emit(fuse: Fuse) -> None:
    """The people of this process have been told, the others not."""
    from realtime.bus import Bus

    def wrap(publish: Callable[..., Any]) -> Callable[..., Any]:
        def dying(self: Any, message: dict[str, Any]) -> None:
            if message["kind"] == "changed":
                fuse.burn(pause=0.05)  # what was told leaves with the loop's next turn
            publish(self, message)

        return dying

    put(Bus, "publish", wrap)


def after_publish(fuse: Fuse) -> None:
    """The other processes have been told as well."""
    import redis

    def wrap(publish: Callable[..., Any]) -> Callable[..., Any]:
        def dying(self: Any, channel: str, message: str, **options: Any) -> Any:
            heard = publish(self, channel, message, **options)
            if '"kind": "changed"' in message:
                fuse.burn()
            return heard

        return dying

    put(redis.Redis, "publish", wrap)


def before_ack(fuse: Fuse) -> None:
    """Everything is done but the answer to its author."""
    from dataclasses import replace

    import realtime.rooms  # noqa: F401 - declares the events
    from realtime.dispatcher import EVENTS

    EVENTS["say"] = replace(EVENTS["say"], handler=after(fuse)(EVENTS["say"].handler))


POINTS: dict[str, Callable[[Fuse], None]] = {
    point.__name__: point
    for point in (
        after_validation,
        before_commit,
        after_commit,
        after_local_emit,
        after_publish,
        before_ack,
    )
}


def put(owner: Any, name: str, wrap: Wrap) -> None:
    setattr(owner, name, wrap(getattr(owner, name)))


def serve(arguments: list[str]) -> None:
    import wsgi  # green threads come first, as always

    point, _, times = os.environ.get("COMENTOR_TEST_CRASH", "").partition(":")
    if point:
        POINTS[point](Fuse(int(times)))
    sys.argv = ["comentor serve", *arguments]
    wsgi.main()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2:])
    else:
        from community.cli import main

        main()
