"""How an evening stands, as the page is drawn; `evening.test.mjs` asks the live room the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.rooms.plan import evening_facts

NOW = datetime(2026, 3, 5, 20, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


def stands(state: str = "", ends: datetime = LATER, **desk: Any) -> list[str]:
    session = {"state": state, "ends_at": ends.isoformat()} if state else None
    facts = evening_facts({"session": session, "plan": [], "questions": [], **desk}, NOW)
    return [name for name, true in facts.items() if true]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", []),
        ("draft", ["evening", "lobby"]),
        ("published", ["evening", "lobby"]),
        ("live", ["evening", "live"]),
        ("late", ["evening", "late"]),
        ("closed", ["evening", "over"]),
        ("cancelled", ["evening", "over"]),
        ("rehearsal", ["evening", "rehearsal"]),
    ],
)
def test_each_state_shows_its_part(state: str, names: list[str]) -> None:
    assert stands(state) == names


def test_when_it_starts_is_said_before_it_begins_if_it_has_a_date() -> None:
    def stands_at(state: str, starts_at: str | None) -> list[str]:
        session = {"state": state, "starts_at": starts_at, "ends_at": LATER.isoformat()}
        facts = evening_facts({"session": session}, NOW)
        return [name for name, true in facts.items() if true]

    assert stands_at("draft", NOW.isoformat()) == ["evening", "lobby", "dated"]
    assert stands_at("draft", None) == ["evening", "lobby"]
    assert stands_at("live", NOW.isoformat()) == ["evening", "live"]


def test_the_next_question_is_offered_and_due_by_the_clock() -> None:
    def plan(at: datetime | None) -> list[dict[str, Any]]:
        asked = {"id": "a", "item": "x", "at": NOW.isoformat()}
        return [asked, {"id": "b", "item": None, "at": at.isoformat() if at else None}]

    assert stands("live", plan=plan(NOW)) == ["evening", "live", "asking", "due"]
    assert stands("live", plan=plan(LATER)) == ["evening", "live", "asking"]
    assert stands("live", plan=plan(None)) == ["evening", "live", "asking"]
    assert stands("rehearsal", plan=plan(NOW)) == ["evening", "rehearsal", "asking"]
    assert stands("published", plan=plan(NOW)) == ["evening", "lobby"]
    assert stands("live", plan=plan(NOW)[:1]) == ["evening", "live"]


def test_what_is_over_its_time_and_what_is_unseen_is_said() -> None:
    assert stands("live", NOW) == ["evening", "live", "overrun"]
    assert stands("live", questions=[{"unseen": True}]) == ["evening", "live", "unseen"]
