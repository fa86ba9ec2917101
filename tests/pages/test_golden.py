"""What of a person and of a circle each audience is given, by every door, as it was agreed.

The agreed lists lie in `golden/`. A change that is meant is written there by running these tests
with COMENTOR_GOLDEN=write, and read by whoever reviews it.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from community.members.models import Sight
from tests.architecture.walk import ROLES, SORTS, World
from tests.browsing import Browsing, Visitor
from tests.pages.golden.scene import fields_in, fill_circle, fill_person, settle
from tests.town import Town

GOLDEN = Path(__file__).parent / "golden"
Shown = dict[str, dict[str, Any]]
pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """That both databases let the same through is the matter of `test_sights` and two_worlds."""
    return database_url


@pytest.fixture
def world(town: Town) -> World:
    return World.build(town)


def agrees(name: str, given: Shown) -> None:
    """Fails with the doors and audiences for whom something else was agreed."""
    file = GOLDEN / f"{name}.json"
    if os.environ.get("COMENTOR_GOLDEN") == "write":
        file.write_text(json.dumps(given, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    agreed: Shown = json.loads(file.read_text())
    assert agreed.keys() == given.keys()
    other = {
        f"{door}, {audience}": (agreed[door].get(audience), shown)
        for door in given
        for audience, shown in given[door].items()
        if agreed[door].get(audience) != shown
    }
    assert not other


def through(doors: dict[str, str], browsing: Browsing, world: World) -> Shown:
    visitors = {role: browsing.by(world.people.get(role)) for role in ROLES}
    return {
        door: {role: _fields(visitor, address) for role, visitor in visitors.items()}
        for door, address in doors.items()
    }


def _fields(visitor: Visitor, address: str) -> Any:
    """The status where there is no answer, else the fields that are in it."""
    answer = visitor.get(address)
    return fields_in(answer.text) if answer.status_code == 200 else answer.status_code


@pytest.mark.parametrize("sight", [one.value for one in Sight])
def test_of_a_person(app: Flask, browsing: Browsing, world: World, sight: str) -> None:
    fill_person(world, sight)
    settle(app)
    circle = world.circles["open"]
    doors = {
        "their page": "/people/milo",
        "people": "/people",
        "narrowing people": "/people?narrow=1",
        "search": "/search?q=milo",
        "search by words": "/search?q=willow",
        "suggestions": "/api/v1/suggestions?q=fieldn",
        "suggested skills": "/api/v1/suggestions?q=fieldt&kinds=skill",
        "skills": "/skills?letter=F",
        "their circle": f"/circles/{circle.id}",
        "to mention": f"/api/v1/people/suggest?room={circle.room_id}&q=f",
        "table of members": "/administration/export/members.csv",
        "table of skills": "/administration/export/skills.csv",
        "members": "/administration/members",
    }
    agrees(f"person_for_{sight}", through(doors, browsing, world))


@pytest.mark.parametrize("sort", SORTS)
def test_of_a_circle(app: Flask, browsing: Browsing, world: World, sort: str) -> None:
    fill_circle(world, sort)
    settle(app)
    circle = world.circles[sort]
    at = f"/circles/{circle.id}"
    doors = {
        "its page": at,
        "joining": f"{at}/join",
        "changing": f"{at}/edit",
        "inviting": f"{at}/invitations",
        "circles": "/circles",
        "circles by name": "/circles?q=basketry",
        "search": "/search?q=basketry",
        "search by words": "/search?q=willow",
        "search by what is inside": "/search?q=osier",
        "suggestions": "/api/v1/suggestions?q=fieldc",
        "its room": f"/rooms/{circle.room_id}",
        "changes": f"/api/v1/rooms/{circle.room_id}/changes?after=0",
        "today": "/",
        "somebody in it": "/people/hana",
        "its session": f"/sessions/{world.sessions[sort].id}",
        "past sessions": "/sessions?when=past",
        "who came to it": f"/sessions/{world.sessions[sort].id}/attendance.csv",
        "its transcript": f"/sessions/{world.sessions[sort].id}/transcript",
    }
    agrees(f"circle_{sort}", through(doors, browsing, world))


SUGGESTED = {"kind", "id", "name", "detail", "url"}


def test_suggestions_have_the_agreed_keys_and_no_others(
    app: Flask, browsing: Browsing, world: World
) -> None:
    settle(app)
    for role in ROLES[1:]:
        answer: Any = browsing.by(world.people[role]).get("/api/v1/suggestions?q=s").json
        assert answer["suggestions"]
        assert answer.keys() == {"ok", "suggestions"}
        assert all(one.keys() == SUGGESTED for one in answer["suggestions"])
