"""The one place that asks what time it is, so that tests can decide it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _wall_clock() -> datetime:
    return datetime.now(UTC)


_read: Callable[[], datetime] = _wall_clock


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _read()


@contextmanager
def fixed(moment: datetime) -> Iterator[Callable[[datetime], None]]:
    """Hold the clock at `moment`; the value yielded sets it to another one."""
    global _read
    before, held = _read, [moment]
    _read = lambda: held[0]  # noqa: E731 - a name would only repeat the line
    try:
        yield lambda later: held.__setitem__(0, later)
    finally:
        _read = before
