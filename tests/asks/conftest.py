"""What was stated about asks while a test ran."""

import pytest

from community.asks import events as of_asks
from community.core import events


class Heard(list[object]):
    """`heard.of(AskReminded)`: each of that kind, in order."""

    def of(self, *kinds: type) -> list[object]:
        return [one for one in self if isinstance(one, kinds)]

    @property
    def kinds(self) -> list[str]:
        return [type(one).__name__ for one in self]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    told = Heard()
    kinds = [one for one in vars(of_asks).values() if isinstance(one, type)]
    for kind in kinds:
        listening = [*events._within[kind], lambda _db, event: told.append(event)]
        monkeypatch.setitem(events._within, kind, listening)
    return told
