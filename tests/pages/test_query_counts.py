"""A page asks the database a fixed number of questions, however much there is to show."""

import pytest
from flask import Flask
from sqlalchemy import select

from community import background
from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.actions import materials, ties
from community.circles.shape import CircleShape
from community.core.kept import forget_everything
from community.core.transaction import reading
from community.discovery.views import index as search_index
from community.members import profiles
from community.rooms import reply_time
from community.rooms.actions import react
from community.skills import actions as skills
from community.skills.models import Skill
from tests.browsing import Browsing, Visitor
from tests.counting import counted
from tests.doing import do
from tests.town import Meeting, Person, Town

MOST = 30


def asked(visitor: Visitor, address: str) -> int:
    visitor.get(address)
    forget_everything()  # or it would depend on how many seconds have passed
    with counted() as statements:
        assert visitor.get(address).status_code == 200, address
    return len(statements)


def fill(town: Town, circle: Meeting, start: int, count: int) -> None:
    """People with profiles and skills, circles, words, replies, reactions and sessions."""
    for number in range(start, start + count):
        person = town.person(f"Person {number:02d}")
        town.bring(person, circle.id, town.hana)
        talk(town, person, circle, number)
        evening = town.session(circle, starts_in=number + 2, introduction=f"Number {number}")
        town.come(person, evening)
        tell_of_oneself(person, number)
        other = town.circle(person, name=f"Other {number:02d}")
        town.circle(person, name=f"Ask {number:02d}", visibility=Visibility.ASK)
        mine = town.circle(town.hana, person, name=f"Mine {number:02d}")
        town.say(person, mine)
        town.invite(town.hana, other.id, person)
        if number < 20:  # as many as a circle may point to
            do(town.hana, ties.tie, circle.id, f"/circles/{mine.id}")


def talk(town: Town, person: Person, circle: Meeting, number: int) -> None:
    said = town.say(person, circle, f"Number {number}, @hana and @person-{number:02d}")
    reply = town.say(town.hana, circle, "And you?", reply_to=said.id)
    do(person, react, reply.id, "👍", on=True)
    address = f"https://example.org/{number}"
    do(person, materials.add_link, circle.id, address=address, title=f"Link {number}")


def tell_of_oneself(person: Person, number: int) -> None:
    details = profiles.Details(site="York", languages="English", links=[("Page", "a.example.org")])
    do(person, profiles.change_details, details)
    do(person, skills.add_both, f"Thumbs, Pottery {number:02d}", f"Kilns, Glazing {number:02d}")


@pytest.mark.slow
def test_more_to_show_is_no_more_to_ask(app: Flask, browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    do(town.hana, skills.add_both, "Kilns", "Thumbs")
    about = {"name": "Thumbs", "purpose": "Thumbs.", "visibility": Visibility.ASK}
    shape = CircleShape(skills="Thumbs, Kilns")
    do(town.hana, circles.change_circle, circle.id, **about, shape=shape)
    fill(town, circle, 0, 3)
    town.ask(town.otto, circle.id)
    hana = browsing.by(town.hana)
    before = {address: asked(hana, address) for address in addresses(app, circle)}
    fill(town, circle, 3, 27)
    after = {address: asked(hana, address) for address in addresses(app, circle)}
    assert after == before
    assert "Usually answers within an hour" in hana.get("/people").text
    assert {address: n for address, n in after.items() if n > MOST} == {}


def addresses(app: Flask, circle: Meeting) -> list[str]:
    with app.app_context():
        while background.step(search_index()):
            pass
    reply_time.refresh()
    with reading() as db:
        thumbs = db.scalar(select(Skill.id).where(Skill.key == "thumbs"))
    return [
        "/",
        "/circles",
        "/circles?q=other",
        f"/circles/{circle.id}",
        f"/circles/{circle.id}/edit",
        "/sessions",
        "/sessions?when=past",
        f"/circles/{circle.id}/sessions/new",
        f"/circles/{circle.id}/invitations",
        f"/rooms/{circle.room_id}",
        f"/rooms/{circle.room_id}?before=3",
        f"/api/v1/rooms/{circle.room_id}/changes",
        f"/api/v1/rooms/{circle.room_id}/changes?after=1",
        f"/api/v1/people/suggest?room={circle.room_id}&q=p",
        "/people",
        "/people?site=York",
        "/people/hana",
        "/people/person-01",
        "/skills",
        f"/skills/{thumbs}",
        "/me",
        "/me/skills",
        "/me/sights",
        "/me/blocks",
        "/inbox",
        "/welcome/skills",
        "/welcome/circles",
        "/search?q=person",
        "/search?q=thumbs",
        "/search?q=teach:thumbs&kind=person",
        "/search?q=kilns&kind=skill",
        "/search?q=other&kind=circle",
        "/api/v1/suggestions?q=t&kinds=skill,person,circle",
    ]
