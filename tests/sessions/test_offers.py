"""Members offer to host; the hosts of the circle take an offer, once, or decline it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.blocks import Block, BlockKind
from community.access.comings import Coming
from community.access.memberships import CircleRole, Membership
from community.access.session_rules import OpenTo, SessionState
from community.circles import actions as circle_actions
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.members.models import Profile, Reach
from community.rooms.plan import planned_in
from community.sessions.actions.offers import (
    decline_offer,
    offer_to_host,
    take_offer,
    withdraw_offer,
)
from community.sessions.models import HostedSession, HostOffer, OfferState
from community.sessions.offers import Offering, waiting_offers
from community.sessions.slots import free_slots
from tests.browsing import Browsing
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)  # a Tuesday; the clocks go back on the 25th
at = datetime.fromisoformat
DATES = (at("2026-11-03 20:00"), at("2026-11-10 20:00"))
FIRST = "2026-11-03T20:00"


@pytest.fixture(autouse=True)
def _in_october() -> Any:
    with clock.fixed(NOW):
        yield


def offered(who: Person, where: Meeting, **other: Any) -> HostOffer:
    said = {
        "title": "Casts",
        "dates": DATES,
        "zone": "Europe/London",
        "minutes": 90,
        "questions": ("What dries fastest?", "", "What is cheap?"),
        "introduction": "From *my* ward.",
    }
    return do(who, offer_to_host, where.id, Offering(**{**said, **other}))


def kept(offer: HostOffer) -> HostOffer:
    with reading() as db:
        return db.get_one(HostOffer, offer.id)


def second_host(person: Person, where: Meeting) -> None:
    with transaction() as db:
        db.get_one(Membership, (where.id, person.id)).role = CircleRole.HOST


def test_an_offer_taken_is_a_draft_hosted_by_both(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offer = offered(town.milo, where)
    made = do(town.hana, take_offer, offer.id, FIRST)
    assert kept(offer).state is OfferState.TAKEN
    assert kept(offer).session_id == made.id
    assert made.state is SessionState.DRAFT
    assert (made.title, made.introduction) == ("Casts", "From *my* ward.")
    assert made.starts_at == datetime(2026, 11, 3, 20, tzinfo=UTC)
    assert made.ends_at - made.starts_at == timedelta(minutes=90)
    with reading() as db:
        hosts = select(Coming.member_id).where(Coming.role == CircleRole.HOST)
        assert set(db.scalars(hosts)) == {town.hana.id, town.milo.id}
        questions = [one.body for one in planned_in(db, made.room_id)]
    assert questions == ["What dries fastest?", "What is cheap?"]


def test_of_two_hosts_at_once_one_takes_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    second_host(town.otto, where)
    offer = offered(town.milo, where)
    answers = at_once(
        lambda: do(town.hana, take_offer, offer.id, FIRST),
        lambda: do(town.otto, take_offer, offer.id, "2026-11-10T20:00"),
    )
    assert refusals(answers) == ["Refused"]
    with reading() as db:
        assert len(db.scalars(select(HostedSession)).all()) == 1


def test_once_answered_it_cannot_be_answered_again(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    declined, withdrawn = offered(town.milo, where), offered(town.milo, where)
    do(town.hana, decline_offer, declined.id, "Another time, gladly.")
    do(town.milo, withdraw_offer, withdrawn.id)
    assert kept(declined).reply == "Another time, gladly."
    for offer in (declined, withdrawn):
        with pytest.raises(Refused):
            do(town.hana, take_offer, offer.id, FIRST)
        with pytest.raises(Refused):
            do(town.milo, withdraw_offer, offer.id)


def test_it_is_between_its_member_and_the_hosts(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    offer = offered(town.milo, where)
    for doing in (take_offer, decline_offer):
        with pytest.raises(NotFound):
            do(town.otto, doing, offer.id, FIRST)
        with pytest.raises(Forbidden):
            do(town.milo, doing, offer.id, FIRST)
    with pytest.raises(NotFound):
        do(town.hana, withdraw_offer, offer.id)
    with pytest.raises(NotFound):
        do(town.hana, withdraw_offer, "no such id")
    assert kept(offer).state is OfferState.WAITING


def test_somebody_outside_the_circle_offers_nothing(town: Town) -> None:
    where = town.circle(town.hana)
    with pytest.raises(Forbidden):
        offered(town.otto, where)


@pytest.mark.parametrize(
    "wrong",
    [
        {"dates": ()},
        {"dates": (at("2026-10-19 20:00"),)},
        {"dates": (at("2040-10-19 20:00"),)},
        {"dates": tuple(at(f"2026-11-{day:02} 20:00") for day in range(1, 7))},
        {"zone": "Nowhere"},
        {"title": " "},
        {"title": "x" * 121},
        {"minutes": 0},
        {"minutes": 5000},
    ],
)
def test_what_cannot_be_a_session_is_not_offered(town: Town, wrong: dict[str, Any]) -> None:
    where = town.circle(town.hana, town.milo)
    with pytest.raises(Invalid):
        offered(town.milo, where, **wrong)


def test_a_member_has_a_few_offers_open_and_not_many(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offers = [offered(town.milo, where) for _ in range(3)]
    with pytest.raises(Refused):
        offered(town.milo, where)
    do(town.milo, withdraw_offer, offers[0].id)
    offered(town.milo, where)


def test_a_date_that_is_over_or_was_not_offered_is_not_taken(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offer = offered(town.milo, where)
    with pytest.raises(Invalid):
        do(town.hana, take_offer, offer.id, "2026-11-04T20:00")
    with clock.fixed(datetime(2026, 11, 4, tzinfo=UTC)), pytest.raises(Invalid):
        do(town.hana, take_offer, offer.id, FIRST)
    assert kept(offer).state is OfferState.WAITING


def test_who_left_the_circle_hosts_nothing_in_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offer = offered(town.milo, where)
    do(town.milo, circle_actions.leave, where.id)
    with reading() as db:
        assert not waiting_offers(db, town.hana.actor, where.id)
    with pytest.raises(Refused):
        do(town.hana, take_offer, offer.id, FIRST)
    do(town.milo, withdraw_offer, offer.id)


def test_who_offered_need_not_take_invitations(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offer = offered(town.milo, where)
    with transaction() as db:
        db.get_one(Profile, town.milo.id).reach = Reach.NOBODY
    do(town.hana, take_offer, offer.id, FIRST)
    assert kept(offer).state is OfferState.TAKEN


def test_a_host_who_keeps_apart_from_its_member_does_not_find_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    offer = offered(town.milo, where)
    with transaction() as db:
        pair = {"member_id": town.milo.id, "other_id": town.hana.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=NOW))
    with reading() as db:
        assert not waiting_offers(db, town.hana.actor, where.id)
    with pytest.raises(NotFound):
        do(town.hana, take_offer, offer.id, FIRST)


def test_on_the_pages_it_is_offered_and_taken(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    weekly(town, where)
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    form = milo.get(f"/circles/{where.id}/offers/new").text
    assert "Tuesday 27 October 2026, 20:00–21:00, Europe/London (UTC)" in form
    slot, own = "2026-10-27T20:00:00+00:00", "2026-11-05T18:30"
    fields = {"title": "Casts", "slots": slot, "dates-0": own, "minutes": "60"}
    milo.post(f"/circles/{where.id}/offers/new", **fields, time_zone="New York")
    page = hana.get(f"/circles/{where.id}/offers").text
    assert "Offered by" in page
    assert "Tuesday 27 October 2026, 16:00–17:00" in page  # the slot, by the clock of New York
    with reading() as db:
        offer = db.scalars(select(HostOffer)).one()
    assert offer.dates == ["2026-10-27T16:00", own]
    answer = hana.post(f"/offers/{offer.id}/take", date=offer.dates[0])
    assert answer.location.startswith("/sessions/")
    assert "taken" in milo.get(f"/circles/{where.id}/offers").text
    again = hana.post(f"/offers/{offer.id}/decline", reply="No")
    assert "answered already" in hana.get(again.location).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"dates-0": "tomorrow"},
        {"dates-0": "2026-11-05T18:30+01:00"},
        {"dates-0": ""},
        {"time_zone": "Nowhere"},
        {"minutes": "an hour"},
        {"slots": "2026-10-28T20:00:00+00:00"},
    ],
)
def test_what_is_wrong_in_the_form_is_said(
    browsing: Browsing, town: Town, wrong: dict[str, str]
) -> None:
    where = town.circle(town.hana, town.milo)
    fields = {"title": "Casts", "dates-0": "2026-11-05T18:30", "minutes": "60"}
    fields |= {"time_zone": "Europe/London", **wrong}
    answer = browsing.by(town.milo).post(f"/circles/{where.id}/offers/new", **fields)
    assert answer.status_code == 422
    assert "field__error" in answer.text
    with reading() as db:
        assert not db.scalars(select(HostOffer)).all()


def weekly(town: Town, where: Meeting, **plan: Any) -> None:
    """Three Tuesdays at eight, and one Friday at five."""
    for day in ("2026-10-06 20:00", "2026-10-13 20:00", "2026-11-03 20:00", "2026-10-16 17:00"):
        town.session(where, starts=at(day), ends=at(day) + timedelta(hours=1), **plan)


def slots(who: Person, where: Meeting, most: int = 3) -> list[str]:
    with reading() as db:
        found = free_slots(db, who.actor, where.id, most)
    return [f"{one.starts_wall:%d.%m %H:%M} {one.starts_at:%H}" for one in found]


def test_free_times_are_when_the_circle_usually_meets(town: Town) -> None:
    """This very Tuesday is still to come, the third of November is taken."""
    where = town.circle(town.hana, town.milo)
    weekly(town, where)
    assert slots(town.milo, where) == ["20.10 20:00 19", "27.10 20:00 20", "10.11 20:00 20"]


def test_a_time_of_today_that_is_over_is_not_free(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    weekly(town, where)
    with clock.fixed(datetime(2026, 10, 20, 19, tzinfo=UTC)):
        assert slots(town.milo, where)[0] == "27.10 20:00 20"


def test_a_circle_that_never_met_has_no_usual_time(town: Town) -> None:
    assert slots(town.hana, town.circle(town.hana)) == []


def test_free_times_tell_nothing_of_a_session_one_may_not_see(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    weekly(town, where)
    before = slots(town.milo, where, 20)
    day = at("2026-10-27 20:00")
    hidden: dict[str, Any] = {"starts": day, "ends": day + timedelta(hours=1)}
    town.session(where, **hidden, open_to=OpenTo.INVITED)
    town.session(where, **hidden, published=False)
    assert slots(town.milo, where, 20) == before
    assert "27.10 20:00 20" not in slots(town.hana, where, 20)


def test_a_circle_of_hidden_sessions_only_has_no_usual_time_for_members(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    weekly(town, where, open_to=OpenTo.INVITED)
    assert slots(town.milo, where) == []
    assert slots(town.hana, where)
