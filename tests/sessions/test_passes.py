"""One link for one person into one session: what it opens, for whom, and until when."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.access.comings import Coming
from community.access.memberships import Standing
from community.access.session_rules import OpenTo, SessionState
from community.core import clock
from community.core.errors import NotFound, Problem, Refused, SlowDown
from community.core.transaction import database, reading, transaction
from community.members.models import SignIn
from community.sessions.actions import inviting
from community.sessions.actions.coming import enter
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import path_for
from tests.browsing import Browsing
from tests.doing import do
from tests.invited import (
    GUEST,
    entered,
    guest_link,
    hidden_evening,
    member_link,
    sent_to_sign_in,
)
from tests.pages.test_every_route import routes
from tests.town import Evening, Town

JOINED = Standing.JOINED


def everything() -> dict[str, int]:
    """How many rows each table has, and what passes and places say."""
    with reading() as db:
        tables = {t.name: db.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES}
        tables["entered"] = db.scalar(select(func.count(Pass.entered_at))) or 0
        return tables


TABLES = Pass.metadata.sorted_tables


def test_scanners_change_nothing_and_then_the_person_enters_and_writes(
    browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    link = guest_link(evening)
    before = everything()
    for number in range(14):
        scanner = browsing.by()
        answer = scanner.client.open(link, method="HEAD" if number % 2 else "GET")
        assert answer.status_code == 200
        assert not answer.headers.getlist("Set-Cookie") or "comentor-pass" not in str(
            answer.headers
        )
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert everything() == before
    gwen = browsing.by()
    page = gwen.get(link).text
    for said in ("Gwen", "Splints that children keep on", "Europe/London", "Enter"):
        assert said in page
    led = gwen.post(link, said="enter").location
    assert led.endswith(f"/rooms/{evening.room_id}#composer-body")
    assert 'id="composer-body"' in gwen.get(led).text
    gwen.post(f"/rooms/{evening.room_id}/items", client_key="guest-000001", body="Good evening.")
    assert "Good evening." in town.items(town.hana, evening)[-1]["html"]


def test_a_link_that_was_forwarded_asks_another_browser_for_the_address(
    browsing: Browsing, town: Town
) -> None:
    link = guest_link(hidden_evening(town))
    gwen = entered(browsing, link)
    other = browsing.by()
    page = other.get(link).text
    assert "Gwen" not in page
    assert "gwen@example.net" not in page
    for typed in ("", "otto@example.org", "not an address"):
        assert other.post(link, said="enter", email=typed).status_code == 422
        assert other.get("/").status_code == 200
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(SignIn)) == 1
    assert "/rooms/" in other.post(link, said="enter", email=" Gwen@Example.net ").location
    assert "/rooms/" in gwen.post(link, said="enter").location, "the first needs none"


def test_addresses_are_not_guessed_for_long(browsing: Browsing, town: Town) -> None:
    link = guest_link(hidden_evening(town))
    entered(browsing, link)
    other = browsing.by()
    for number in range(5):
        assert other.post(link, said="enter", email=f"g{number}@example.net").status_code == 422
    late = other.post(link, said="enter", email=GUEST[1])
    assert "please wait" in late.text
    assert late.status_code == 422


def test_somebody_else_who_is_signed_in_gives_the_address_too(
    browsing: Browsing, town: Town
) -> None:
    link = guest_link(hidden_evening(town))
    otto = browsing.by(town.otto)
    assert "You are signed in here as Otto" in otto.get(link).text
    assert otto.post(link, said="enter").status_code == 422
    assert "Otto" in otto.get("/me").text, "still signed in as before"


def test_a_member_who_is_signed_in_enters_as_they_are(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town)
    otto = browsing.by(town.otto)
    assert "/rooms/" in otto.post(member_link(evening, town.otto), said="enter").location
    assert otto.get("/people").status_code == 200
    with reading() as db:
        assert db.scalar(select(func.count()).where(SignIn.only_id.is_not(None))) == 0


def test_a_members_link_opens_nothing_else_of_theirs(
    app: Flask, browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    mine = town.circle(town.otto, name="Of Otto")
    visitor = entered(browsing, member_link(evening, town.otto))
    assert visitor.get(f"/sessions/{evening.id}").status_code == 200
    for address in (f"/circles/{mine.id}", f"/rooms/{mine.room_id}", "/me", "/people", "/inbox"):
        assert sent_to_sign_in(visitor.get(address)), address
    first_page = visitor.get("/").text
    assert "Of Otto" not in first_page
    assert "/people/otto" not in first_page


@pytest.mark.parametrize("whose", ["a guest", "the administrator"])
def test_a_pass_opens_nothing_but_its_session_at_any_address(
    app: Flask, browsing: Browsing, town: Town, whose: str
) -> None:
    where = town.circle(town.hana, town.milo)
    other = town.session(where, open_to=OpenTo.MEMBERS, title="Another evening")
    said = town.say(town.milo, where, "Of the circle")
    evening = hidden_evening(town)
    link = guest_link(evening) if whose == "a guest" else member_link(evening, town.ada)
    visitor = entered(browsing, link)
    real = {
        "session_id": other.id, "room_id": where.room_id, "circle_id": where.id,
        "item_id": said.id, "handle": "milo", "member_id": town.milo.id,
        "person_id": town.milo.id,
    }  # fmt: skip
    adapter, nobody = app.url_map.bind("localhost"), browsing.by()
    for endpoint, address, methods in routes(app):
        if "GET" not in methods:
            continue
        values = adapter.match(address, method="GET")[1]
        known = {name: real.get(name, value) for name, value in values.items()}
        there = adapter.build(endpoint, known, method="GET")
        mine, theirs = visitor.get(there), nobody.get(there)
        same = (mine.status_code, mine.location) == (theirs.status_code, theirs.location)
        assert same or (mine.status_code == 404 and sent_to_sign_in(theirs)), there


def change(evening: Evening, **values: object) -> None:
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        for name, value in values.items():
            setattr(session, name, value)


def test_a_link_is_dead_once_the_late_lane_is_closed(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town)
    link = guest_link(evening)
    for state in (SessionState.LIVE, SessionState.LATE):
        change(evening, state=state)
        assert browsing.by().get(link).status_code == 200
    change(evening, late_until=clock.now() - timedelta(seconds=1))
    assert browsing.by().get(link).status_code == 404, "also before its state says so"
    change(evening, state=SessionState.CLOSED)
    for visitor in (browsing.by(), browsing.by(town.otto)):
        assert visitor.get(link).status_code == 404
        assert visitor.post(link, said="enter").status_code == 404
        assert "Splints" not in visitor.get(link).text
    change(evening, state=SessionState.CANCELLED, late_until=None)
    assert "cancelled" in browsing.by().get(link).text


def test_a_link_that_was_taken_back_is_dead_and_so_is_who_came_by_it(
    browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    own = do(town.hana, inviting.invite_guest, evening.id, *GUEST)
    gwen = entered(browsing, path_for(own.id))
    do(town.hana, inviting.revoke, evening.id, own.id)
    assert sent_to_sign_in(gwen.get(f"/rooms/{evening.room_id}"))
    assert browsing.by().get(path_for(own.id)).status_code == 404
    assert gwen.post(path_for(own.id), said="enter").status_code == 404
    with reading() as db:
        assert db.get(Coming, (evening.id, own.member_id)) is None
    again = browsing.by(town.hana).post(f"/sessions/{evening.id}/passes/{own.id}/revoke")
    assert again.location == f"/sessions/{evening.id}/invite", "a second click"


@pytest.mark.parametrize("token", ["nothing", "a.b", "%00", "x" * 500])
def test_a_link_that_nobody_made_opens_nothing(browsing: Browsing, town: Town, token: str) -> None:
    assert browsing.by().get(f"/s/{token}").status_code == 404


def test_a_changed_letter_of_a_link_opens_nothing(browsing: Browsing, town: Town) -> None:
    link = guest_link(hidden_evening(town))
    for place in (4, len(link) - 2):  # the last holds bits that say nothing
        other = "a" if link[place] != "a" else "b"
        changed = link[:place] + other + link[place + 1 :]
        assert browsing.by().get(changed).status_code == 404


def test_only_a_host_of_the_session_invites_and_takes_back(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    own = do(town.hana, inviting.invite_guest, evening.id, *GUEST)
    for who in (town.milo, town.otto):
        for action, given in (
            (inviting.invite_guest, GUEST), (inviting.invite_member, ("ada",)),
            (inviting.revoke, (own.id,)),
        ):  # fmt: skip
            with pytest.raises(Problem):
                do(who, action, evening.id, *given)
    draft = town.session(where, published=False)
    with pytest.raises(Refused, match="published"):
        do(town.hana, inviting.invite_guest, draft.id, *GUEST)


def test_inviting_twice_is_one_invitation(town: Town) -> None:
    evening = hidden_evening(town)
    first = do(town.hana, inviting.invite_guest, evening.id, *GUEST)
    assert do(town.hana, inviting.invite_guest, evening.id, "Gwen Q", GUEST[1]).id == first.id
    again = do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    assert do(town.hana, inviting.invite_member, evening.id, f"@{town.otto.handle}").id == again.id
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Pass)) == 2


def test_links_that_nobody_was_invited_by_do_not_count_as_invitations(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = hidden_evening(town, open_to=OpenTo.CIRCLE)
    monkeypatch.setattr(inviting, "PASSES_MOST", 1)
    with transaction() as db:
        inviting.make_pass(db, evening.id, town.milo.id)
    do(town.hana, inviting.invite_guest, evening.id, *GUEST)
    with pytest.raises(SlowDown, match="invited to this session already"):
        do(town.hana, inviting.invite_guest, evening.id, "Ida", "ida@example.net")


def test_an_invited_member_may_come_where_others_may_not(town: Town) -> None:
    evening = hidden_evening(town, most=1)
    with pytest.raises(NotFound):
        do(town.otto, enter, evening.id)
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    assert do(town.otto, enter, evening.id) is JOINED


def test_into_a_full_session_a_link_leads_into_the_line(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town, most=1)
    entered(browsing, member_link(evening, town.otto))
    gwen = browsing.by()
    led = gwen.post(guest_link(evening), said="enter").location
    assert led.startswith(f"/sessions/{evening.id}")
    assert "number 1 in line" in gwen.get(led).text


def test_days_before_one_answers_by_the_link(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town, starts_in=50)
    link = guest_link(evening)
    gwen = browsing.by()
    assert 'value="maybe"' in gwen.get(link).text
    led = gwen.post(link, said="maybe").location
    assert led.startswith(f"/sessions/{evening.id}")
    assert gwen.get(led).status_code == 200
    assert gwen.post(link, said="nonsense").status_code == 422


def test_one_may_sign_out_of_a_session(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town)
    gwen = entered(browsing, guest_link(evening))
    gwen.post("/sign-out")
    assert sent_to_sign_in(gwen.get(f"/rooms/{evening.room_id}"))
    with database().engine.connect() as connection:
        assert not connection.execute(select(SignIn.id)).all()
