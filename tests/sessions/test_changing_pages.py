"""Changing a session on its page: who stays its host, and what is a fact once it began."""

from dataclasses import replace
from typing import Any

from community.access.blocks import Block, BlockKind
from community.access.session_rules import OpenTo, SessionState
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.sessions.actions import hosting
from community.sessions.actions.changing import cancel, change_session
from community.sessions.actions.schedule import publish
from community.sessions.models import HostedSession
from community.sessions.plans import Plan
from community.sessions.queries import plan_of
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live, room_of, session_of
from tests.town import Evening, Person, Town


def plan(evening: Evening) -> Plan:
    with reading() as db:
        return plan_of(db, db.get_one(HostedSession, evening.id))


def change(evening: Evening, **other: Any) -> None:
    do(evening.host, change_session, evening.id, replace(plan(evening), **other))


def typed(evening: Evening, **other: str) -> dict[str, str]:
    """What the form to change it sends."""
    was = plan(evening)
    fields = {"title": was.title, "day": str(was.starts.date()), "starts": f"{was.starts:%H:%M}"}
    fields |= {"ends": f"{was.ends:%H:%M}", "time_zone": was.zone, "open_to": was.open_to.value}
    fields |= {"confidentiality": was.confidentiality.value, "kind": was.kind.value}
    return {**fields, "late_hours": str(was.late_hours), **other}


def keep_apart(one: Person, other: Person) -> None:
    with transaction() as db:
        pair = {"member_id": one.id, "other_id": other.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=clock.now()))


def test_hosts_whom_a_block_keeps_apart_both_stay_and_change_it(
    browsing: Browsing, town: Town
) -> None:
    evening = town.session(town.circle(town.hana, town.milo), hosts=(town.milo.id,))
    keep_apart(town.milo, town.hana)
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}/edit"
    assert f'value="@{town.milo.handle}' not in hana.get(where).text
    assert hana.post(where, **typed(evening, title="Casts")).status_code == 302
    assert plan(evening).title == "Casts"
    assert set(plan(evening).hosts) == {town.hana.id, town.milo.id}


def test_of_very_many_hosts_none_is_looked_for(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    many = ", ".join(f"@member{number}" for number in range(21))
    sent = typed(evening, hosts=many)
    answer = browsing.by(town.hana).post(f"/sessions/{evening.id}/edit", **sent)
    assert answer.status_code == 422
    assert "At most 20 hosts" in answer.text


def test_once_it_began_no_more_people_read_what_was_said(browsing: Browsing, town: Town) -> None:
    evening = live(town, open_to=OpenTo.CIRCLE)
    change(evening, open_to=OpenTo.INVITED)
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}/edit"
    for wider in ("circle", "members", "public"):
        answer = hana.post(where, **typed(evening, open_to=wider))
        assert answer.status_code == 422
        assert "It cannot be opened to more now" in answer.text
    assert session_of(evening).open_to is OpenTo.INVITED


def test_other_late_hours_hold_also_for_what_has_ended(browsing: Browsing, town: Town) -> None:
    evening = live(town)
    do(town.hana, hosting.end, evening.id)
    before = session_of(evening)
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}/edit"
    assert hana.post(where, **typed(evening, late_hours="48")).status_code == 302
    after = session_of(evening)
    assert before.late_until is not None
    assert after.late_until is not None
    assert (after.late_until - before.late_until).total_seconds() == 24 * 3600
    hana.post(where, **typed(evening, late_hours="0"))
    assert session_of(evening).state is SessionState.CLOSED
    assert room_of(evening).closed


def test_its_room_is_told_once_of_a_change(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    before = room_of(evening).version
    change(evening, title="Casts")
    assert (room_of(evening).version, room_of(evening).name) == (before + 1, "Casts")


def test_who_comes_reads_what_another_place_it_is(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana, town.milo))
    change(evening, address="Room 4")
    while relay.run_once():
        pass
    page = browsing.by(town.milo).get("/inbox").text
    assert "has another time or place than before" in page
    assert "Room 4" in page


def test_what_was_cancelled_meanwhile_is_not_said_to_be_published(
    browsing: Browsing, town: Town
) -> None:
    evening = town.session(town.circle(town.hana), published=False)
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    do(town.hana, publish, evening.id)
    do(town.hana, cancel, evening.id)
    hana.post(f"{where}/publish")
    page = hana.get(where).text
    assert "This session is cancelled." in page
    assert "Published." not in page
    assert "For hosts" not in page
