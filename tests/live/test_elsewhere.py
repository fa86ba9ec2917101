"""What a process remembers of who is in the rooms of the others."""

from typing import Any

import pytest

from realtime.elsewhere import SILENCE_MOST, Elsewhere

HANA, MILO = {"id": "hana", "name": "Hana"}, {"id": "milo", "name": "Milo"}


def said(
    process: str, *joined: dict[str, str], left: tuple[str, ...] = (), whole: bool = False
) -> dict[str, Any]:
    given: dict[str, Any] = {"from": process, "room": "r", "joined": list(joined)}
    return {**given, "left": list(left), "whole": whole}


def test_differences_add_up_and_somebody_in_two_processes_is_there_once() -> None:
    others = Elsewhere()
    assert set(others.take(said("one", HANA, MILO))) == {"hana", "milo"}
    others.take(said("two", MILO))
    assert others.people("r") == {"hana": HANA, "milo": MILO}
    others.take(said("one", left=("milo", "hana")))
    assert others.people("r") == {"milo": MILO}
    others.take(said("two", left=("milo",)))
    assert others.people("r") == {}


def test_the_whole_list_makes_good_what_was_lost() -> None:
    others = Elsewhere()
    others.take(said("one", HANA))
    assert set(others.take(said("one", MILO, whole=True))) == {"hana", "milo"}
    assert others.people("r") == {"milo": MILO}
    assert not set(others.take(said("one", MILO, whole=True)))


def test_a_process_that_died_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    others = Elsewhere()
    others.take(said("one", HANA))
    now += SILENCE_MOST - 1
    others.take(said("two", MILO))
    assert others.forget_silent() == {}
    now += 2
    assert others.forget_silent() == {"r": {"hana"}}
    assert others.people("r") == {"milo": MILO}
    assert others.forget_silent() == {}
