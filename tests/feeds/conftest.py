"""Each test is a feed reader of its own."""

import pytest

from community.core.limits import Budget
from community.feeds.views import answering


@pytest.fixture(autouse=True)
def nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_budget", Budget(rate=1, burst=240))
