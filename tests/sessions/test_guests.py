"""Guests: in the session they were asked to, and nowhere else."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from community.access.comings import Answer
from community.access.session_rules import OpenTo
from community.circles import actions as circles
from community.circles import rules
from community.core.errors import Invalid, Refused, SlowDown
from community.core.transaction import reading
from community.invitations.rules import A_DAY_WHILE_NEW
from community.members.models import Member
from community.sessions.actions import hosting, inviting
from community.sessions.actions.coming import answer
from tests.browsing import Browsing
from tests.doing import do
from tests.invited import entered, guest_handle, guest_link, hidden_evening
from tests.pages.test_every_route import routes
from tests.town import Town


def test_no_page_of_a_session_tells_its_guests_of_a_hidden_circle(
    app: Flask, browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    link = guest_link(evening)
    said = town.say(town.hana, evening, "Of the session")
    gwen = entered(browsing, link)
    real = {"session_id": evening.id, "room_id": evening.room_id, "item_id": said.id}
    adapter, read = app.url_map.bind("localhost"), []
    for endpoint, address, methods in routes(app):
        if "GET" not in methods:
            continue
        values = adapter.match(address, method="GET")[1]
        known = {name: real.get(name, value) for name, value in values.items()}
        page = gwen.get(adapter.build(endpoint, known, method="GET"))
        assert "Quiet hands" not in page.text, endpoint
        assert "to make splints from one another" not in page.text, endpoint
        assert page.status_code < 500, endpoint
        read += [endpoint] if page.status_code == 200 else []
    assert {"rooms.room", "rooms.questions", "rooms.calm", "sessions.session"} <= {*read}
    assert "Quiet hands" not in gwen.get(link).text


def test_a_guest_shows_nowhere_outside_the_session(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana, town.milo), open_to=OpenTo.MEMBERS, starts_in=0.2)
    link = guest_link(evening, "Gwendolyn Quist")
    ada, otto = browsing.by(town.ada), browsing.by(town.otto)
    index = browsing.app.extensions["search_index"]
    index.prepare()
    while index.follow():
        pass
    suggestions = browsing.app.extensions["suggestions"]
    while suggestions.follow():
        pass
    counted = re.search(r"\d+ members?", ada.get("/administration").text)
    entered(browsing, link)
    while index.follow() or suggestions.follow():
        pass
    handle = guest_handle()
    for page in (
        otto.get("/people"), otto.get("/search", q="Gwendolyn"), otto.get("/"),
        otto.get("/api/v1/suggest", q="Gwend"), ada.get("/administration/members"),
        ada.get("/administration/members", q="Gwendolyn"), otto.get(f"/sessions/{evening.id}"),
        ada.get("/administration/export/members.csv"),
    ):  # fmt: skip
        assert "Gwendolyn Quist" not in page.text.replace("“Gwendolyn”", ""), page.request.path
        assert handle not in page.text, page.request.path
    assert otto.get(f"/people/{handle}").status_code == 404
    now = re.search(r"\d+ members?", ada.get("/administration").text)
    assert (counted and counted[0]) == (now and now[0])
    with pytest.raises(Refused, match="no member called"):
        do(town.hana, inviting.invite_member, evening.id, handle)


def test_who_is_in_the_session_sees_its_guests(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town)
    entered(browsing, guest_link(evening))
    assert "Gwen" in browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    town.say(town.hana, evening, f"Welcome, @{guest_handle()}.")
    assert town.items(town.hana, evening)[-1]["mentions"]


def test_a_guest_with_a_members_address_is_a_guest_and_tells_nothing(
    browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    town.otto  # noqa: B018 - they are a member
    own = do(town.hana, inviting.invite_guest, evening.id, "Mr Otto", "otto@example.org")
    assert own.member_id != town.otto.id
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}/invite").text
    assert "Mr Otto" in page
    assert town.otto.actor.stands(evening.id) is None


def test_letters_to_strangers_have_a_measure_and_carry_nobodys_address(town: Town) -> None:
    evening = hidden_evening(town)
    for number in range(A_DAY_WHILE_NEW):
        do(town.hana, inviting.invite_guest, evening.id, "Gwen", f"gwen{number}@example.net")
    with pytest.raises(SlowDown, match="tomorrow"):
        do(town.hana, inviting.invite_guest, evening.id, "Gwen", "another@example.net")
    do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen0@example.net")
    with pytest.raises(Invalid, match="only their name"):
        do(town.hana, inviting.invite_guest, evening.id, "https://evil.example", "x@example.net")


def test_as_many_members_are_invited_a_day_as_into_circles_and_its_own_people(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INVITED_A_DAY_WHEN_NEW", 2)
    where = town.circle(town.hana, town.milo)
    evening = town.session(where, open_to=OpenTo.INVITED)
    do(town.hana, circles.invite, where.id, town.ada.handle)
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    for _again in range(2):
        do(town.hana, inviting.invite_member, evening.id, town.milo.handle)
        do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    other = town.session(where, open_to=OpenTo.INVITED)
    with pytest.raises(SlowDown, match="have not answered"):
        do(town.hana, inviting.invite_member, other.id, town.otto.handle)
    do(town.otto, answer, evening.id, Answer.NO)
    do(town.hana, inviting.invite_member, other.id, town.otto.handle)


def test_a_guests_name_leads_nowhere_and_their_handle_stands_in_no_transcript(
    browsing: Browsing, town: Town
) -> None:
    """They have no page: a way to it would end at nothing."""
    evening = hidden_evening(town)
    gwen = entered(browsing, guest_link(evening))
    handle = guest_handle()
    gwen.post(f"/rooms/{evening.room_id}/items", client_key="guest-000001", body="I am Gwen.")
    town.say(town.hana, evening, f"Welcome, @{handle} and @hana.")
    hana = browsing.by(town.hana)
    with reading() as db:
        guest_id = db.scalars(select(Member.id).where(Member.guest)).one()
    for address in (f"/rooms/{evening.room_id}", f"/rooms/{evening.room_id}/people/{guest_id}"):
        page = hana.get(address)
        assert page.status_code == 200
        assert "Gwen" in page.text
        assert f"/people/{handle}" not in page.text
    said = town.items(town.hana, evening)[-1]
    assert "/people/hana" in said["html"]
    assert f"/people/{handle}" not in said["html"]
    do(town.hana, hosting.start, evening.id)
    do(town.hana, hosting.end, evening.id)
    words = hana.get(f"/sessions/{evening.id}/transcript").text
    assert "Gwen" in words
    assert f"/people/{handle}" not in words
    assert f'hosts-box__handle">@{handle}' not in words
