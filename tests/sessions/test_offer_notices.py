"""Hosts hear of an offer while it waits; whoever offered hears what became of it."""

from datetime import timedelta

from sqlalchemy import func, select

from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.notifications import offer_notices, queries
from community.rooms.models import Room
from community.sessions.actions.changing import discard
from community.sessions.actions.offers import (
    decline_offer,
    offer_to_host,
    take_offer,
    withdraw_offer,
)
from community.sessions.models import HostOffer
from community.sessions.offers import Offering
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Meeting, Person, Town


def offered(who: Person, where: Meeting) -> HostOffer:
    dates = ((clock.now() + timedelta(days=3)).replace(tzinfo=None, microsecond=0, second=0),)
    return do(who, offer_to_host, where.id, Offering("Casts", dates, "Europe/London"))


def heard(who: Person) -> list[str]:
    relay.run_once()
    with reading() as db:
        return [one.kind.value for one in queries.inbox(db, who.actor)]


def unread(who: Person) -> int:
    with reading() as db:
        return queries.unread(db, who.actor)


def test_its_hosts_hear_of_an_offer_until_it_is_answered(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    first, second, third = (offered(town.milo, where) for _ in range(3))
    assert heard(town.hana) == ["host_offered"] * 3
    assert heard(town.otto) == heard(town.milo) == []
    assert "offers to host a session in" in browsing.by(town.hana).get("/inbox").text
    do(town.milo, withdraw_offer, first.id)
    do(town.hana, decline_offer, second.id)
    assert unread(town.hana) == 1
    do(town.hana, take_offer, third.id, third.dates[0])
    assert unread(town.hana) == 0


def test_one_withdrawn_before_they_heard_is_no_news(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    do(town.milo, withdraw_offer, offered(town.milo, where).id)
    assert heard(town.hana) == []


def test_who_offered_hears_what_became_of_it(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    taken, declined = offered(town.milo, where), offered(town.milo, where)
    draft = do(town.hana, take_offer, taken.id, taken.dates[0])
    do(town.hana, decline_offer, declined.id, "Another time.")
    assert sorted(heard(town.milo)) == ["offer_declined", "offer_taken"]
    page = browsing.by(town.milo).get("/inbox").text
    assert "takes up your offer to host: <b>Casts</b>" in page
    assert f"/sessions/{draft.id}" in page
    assert "do not take up your offer" in page


def test_a_draft_thrown_away_takes_its_notice_along(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    taken = offered(town.milo, where)
    draft = do(town.hana, take_offer, taken.id, taken.dates[0])
    job = {"circle_id": where.id, "session_id": draft.id, "member_id": town.milo.id}
    do(town.hana, discard, draft.id)
    offer_notices.tell_of_taking([{**job, "by_id": town.hana.id, "cause": "late"}])
    assert "the session is not there any more" in browsing.by(town.milo).get("/inbox").text
    with transaction() as db:
        assert db.scalar(select(func.count()).select_from(Room)) == 1
