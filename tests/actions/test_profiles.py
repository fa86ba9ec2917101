"""What members say of themselves is kept, or refused as a whole; who sees it follows at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.access.actor import ANYBODY
from community.access.blocks import Block, BlockKind, apart_from, muted_by
from community.core import clock, events
from community.core.errors import Forbidden, Invalid, NotFound, SignedOut
from community.core.transaction import reading, transaction
from community.files.models import File, FileContent
from community.members import blocking, profiles, queries
from community.members.events import BlocksChanged, MemberChanged, SightsChanged
from community.members.models import Member, Profile, Reach, Sight
from community.members.showing import person_called
from community.members.sights import OPEN, sight_of
from community.skills import actions as skills
from community.skills.models import Offer, Wish
from tests.doing import at_once, do, refusals
from tests.town import Person, Town

DETAILS: dict[str, Any] = {
    "organisation": "Leeds Teaching Hospitals", "site": "Ward 4", "stage": "ST3",
    "languages": "English, Polish", "time_zone": "Europe/London", "forms": ["video"],
    "links": [("Blog", "https://example.org")], "training": "Workshop", "away_until": "",
}  # fmt: skip


def say(who: Person, **other: Any) -> None:
    do(who, profiles.change_details, profiles.Details(**{**DETAILS, **other}))


def profile_of(who: Person) -> Profile:
    with reading() as db:
        return db.get_one(Profile, who.id)


def heard(kind: type, during: Any) -> list[Any]:
    told: list[Any] = []
    events.after(kind, told.append)
    during()
    events._after[kind].remove(told.append)
    return told


def test_everything_that_was_said_is_kept_and_told(town: Town) -> None:
    milo = town.milo
    told = heard(MemberChanged, lambda: say(milo))
    assert [event.member_id for event in told] == [town.milo.id]
    profile = profile_of(town.milo)
    assert (profile.organisation, profile.time_zone) == (DETAILS["organisation"], "Europe/London")
    assert profile.links == [{"label": "Blog", "address": "https://example.org"}]
    say(town.milo, links=(), forms=[], organisation="")
    profile = profile_of(town.milo)
    assert (profile.organisation, profile.links, profile.forms) == ("", [], [])


@pytest.mark.parametrize(
    ("field", "typed"),
    [("organisation", "x" * 121), ("site", "x" * 121), ("stage", "x" * 81),
     ("languages", "x" * 30), ("time_zone", "Atlantis"), ("forms", ["fax"]),
     ("links", [("", "javascript:alert(1)")]), ("away_until", "tomorrow"),
     ("capacity", "9"), ("training", "x" * 121), ("trained_on", "2099-01-01"),
     ("trained_on", "June")],
)  # fmt: skip
def test_one_bad_part_changes_nothing(town: Town, field: str, typed: Any) -> None:
    say(town.milo)
    with pytest.raises(Invalid) as refusal:
        say(town.milo, **{"stage": "CANARY", field: typed})
    assert field in refusal.value.fields
    assert profile_of(town.milo).stage == "ST3"


def test_how_many_one_accompanies_and_what_training_one_had_is_optional(town: Town) -> None:
    say(town.milo, training="")
    profile = profile_of(town.milo)
    assert (profile.capacity, profile.training, profile.trained_on) == (None, "", None)
    say(town.milo, capacity="2", training="Mentoring workshop", trained_on="2024-06-03")
    hana, otto = town.hana.actor, town.otto.actor
    with reading() as db:
        shown = person_called(db, hana, "milo")
        assert (shown.accompanies, shown.training) == (
            "two people",
            "Mentoring workshop, June 2024",
        )
    do(town.milo, profiles.choose_sights, {"one_to_one": "nobody"}, "members")
    with reading() as db:
        shown = person_called(db, otto, "milo")
        assert (shown.accompanies, shown.training) == ("", "")
    say(town.milo, capacity="0")
    assert profile_of(town.milo).capacity == 0
    with pytest.raises(Invalid, match="what the training was"):
        say(town.milo, training="", trained_on="2024-06-03")


def test_nobody_changes_anything_signed_out(town: Town) -> None:
    assert town.milo
    with pytest.raises(SignedOut), transaction() as db:
        profiles.change_details(db, ANYBODY, profiles.Details())
    with pytest.raises(SignedOut), transaction() as db:
        profiles.choose_sights(db, ANYBODY, {}, "members")


def test_who_is_away_comes_back_by_themselves(town: Town) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    hana, milo = town.hana.actor, town.milo.id
    with clock.fixed(noon) as at:
        say(town.milo, away_until="2026-11-23")
        for days, away in ((0, True), (2, True), (3, False)):
            at(noon + timedelta(days=days))
            with reading() as db:
                member = db.get_one(Member, milo)
                assert member.away == away
                assert queries.may_be_turned_to(db, hana, member) != away
        say(town.milo, away_until="2026-11-23")  # the form sends what it was given


@pytest.mark.parametrize("reach", list(Reach))
def test_who_may_turn_to_somebody_is_theirs_to_say(town: Town, reach: Reach) -> None:
    town.circle(town.hana, town.milo)
    do(town.milo, profiles.choose_sights, {}, reach.value)
    wanted = {
        "mate": reach is not Reach.NOBODY, "member": reach is Reach.MEMBERS, "anybody": False,
    }  # fmt: skip
    with reading() as db:
        milo = db.get_one(Member, town.milo.id)
        actors = {"mate": town.hana.actor, "member": town.otto.actor, "anybody": ANYBODY}
        may = {who: queries.may_be_turned_to(db, actor, milo) for who, actor in actors.items()}
    assert may == wanted


@pytest.mark.parametrize("first", ["hana", "milo"])
def test_a_block_lets_neither_turn_to_the_other(town: Town, first: str) -> None:
    town.circle(town.hana, town.milo)
    one, other = (town.hana, town.milo) if first == "hana" else (town.milo, town.hana)
    do(one, blocking.keep_apart, other.id, BlockKind.BLOCK)
    for who, whom in ((one, other), (other, one)):
        actor = who.actor
        with reading() as db:
            assert not queries.may_be_turned_to(db, actor, db.get_one(Member, whom.id))
            with pytest.raises(NotFound):
                queries.access_person_called(db, actor, whom.handle)


def test_sights_are_kept_where_they_differ_and_others_stay(town: Town) -> None:
    told = heard(
        SightsChanged,
        lambda: do(town.milo, profiles.choose_sights, {"about": "circles"}, "circles"),
    )
    assert [event.member_id for event in told] == [town.milo.id]
    do(town.milo, profiles.choose_sights, {"photo": "nobody"}, "circles")
    assert profile_of(town.milo).sights == {"about": "circles", "photo": "nobody"}
    do(town.milo, profiles.choose_sights, {"about": "members"}, "members")
    assert profile_of(town.milo).sights == {"photo": "nobody"}


@pytest.mark.parametrize(
    ("given", "reach"),
    [({"about": "everybody"}, "members"), ({"about": ""}, "members"), ({}, "strangers"), ({}, "")],
)
def test_a_sight_that_is_none_changes_nothing(
    town: Town, given: dict[str, str], reach: str
) -> None:
    with pytest.raises(Invalid):
        do(town.milo, profiles.choose_sights, {"photo": "nobody", **given}, reach)
    assert profile_of(town.milo).sights == {}


def test_what_is_taught_and_learnt_is_seen_by_the_same_from_that_moment(town: Town) -> None:
    do(town.milo, skills.offer, "Splinting")
    do(town.milo, skills.wish, "R")
    given = {"teaches": "circles", "learns": "nobody"}
    do(town.milo, profiles.choose_sights, given, "members")
    do(town.milo, skills.offer, "ARCP")
    with reading() as db:
        assert {offer.sight for offer in db.query(Offer)} == {Sight.CIRCLES}
        assert {wish.sight for wish in db.query(Wish)} == {Sight.NOBODY}


def test_a_new_photo_takes_the_place_of_the_old_one_and_of_its_bytes(town: Town) -> None:
    first = town.face(town.milo)
    second = town.face(town.milo)
    with reading() as db:
        assert db.get(File, first) is None
        assert db.get(FileContent, first) is None
        assert db.get_one(Member, town.milo.id).photo_id == second
    do(town.milo, profiles.put_photo, None)
    with reading() as db:
        assert db.get_one(Profile, town.milo.id).photo_id is None
        assert (db.query(File).count(), db.query(FileContent).count()) == (0, 0)


def test_a_photo_and_who_sees_it_chosen_at_the_same_moment_agree(town: Town) -> None:
    milo = town.milo
    town.face(milo)
    sights = [{"photo": sight} for sight in ("nobody", "public", "circles", "members")]
    choosing = [
        lambda given=given: do(milo, profiles.choose_sights, given, "members") for given in sights
    ]
    answers = at_once(*[lambda: town.face(milo)] * 4, *choosing)  # type: ignore[list-item]
    assert refusals(answers) == []
    with reading() as db:
        member, profile = db.get_one(Member, milo.id), db.get_one(Profile, milo.id)
        seen = sight_of(profile.sights, "photo") in OPEN
        assert member.photo_id == (profile.photo_id if seen else None)
        assert db.query(File).count() == 1, "the others are gone"


def test_blocking_and_muting_make_way_for_each_other_and_go_again(town: Town) -> None:
    hana, milo = town.hana, town.milo
    for kind, apart, muted in (
        (BlockKind.MUTE, set(), {milo.id}),
        (BlockKind.BLOCK, {milo.id}, set()),
        (BlockKind.BLOCK, {milo.id}, set()),
        (BlockKind.MUTE, set(), {milo.id}),
    ):
        do(hana, blocking.keep_apart, milo.id, kind)
        with reading() as db:
            assert apart_from(db, hana.id) == apart
            assert apart_from(db, milo.id) == ({hana.id} if apart else set())
            assert muted_by(db, hana.id) == muted
            assert muted_by(db, milo.id) == set()
    told = heard(BlocksChanged, lambda: do(hana, blocking.let_be, milo.id))
    assert [(event.member_id, event.other_id) for event in told] == [(hana.id, milo.id)]
    do(hana, blocking.let_be, milo.id)
    actor = hana.actor
    with reading() as db:
        assert blocking.distances(db, actor) == []


def test_who_blocked_somebody_is_not_there_for_them_to_block(town: Town) -> None:
    do(town.hana, blocking.keep_apart, town.milo.id, BlockKind.BLOCK)
    with pytest.raises(NotFound):
        do(town.milo, blocking.keep_apart, town.hana.id, BlockKind.MUTE)
    with pytest.raises(NotFound):
        do(town.milo, blocking.let_be, town.hana.id)


def test_what_the_other_put_there_stays(town: Town) -> None:
    do(town.milo, blocking.keep_apart, town.hana.id, BlockKind.BLOCK)
    with transaction() as db:
        both = {"member_id": town.hana.id, "other_id": town.milo.id}
        db.add(Block(**both, kind=BlockKind.BLOCK, created_at=clock.now()))
    do(town.milo, blocking.let_be, town.hana.id)
    assert town.milo.actor.apart == {town.hana.id}
    actor = town.milo.actor
    with reading() as db:
        assert blocking.distances(db, actor) == [], "nobody learns who blocks them"


def test_nobody_blocks_themselves_or_somebody_who_is_not_there(town: Town) -> None:
    with pytest.raises(Forbidden):
        do(town.milo, blocking.keep_apart, town.milo.id, BlockKind.BLOCK)
    for nobody in ("a" * 16, "", "\0"):
        with pytest.raises(NotFound):
            do(town.milo, blocking.keep_apart, nobody, BlockKind.BLOCK)


def test_a_block_ends_nothing_in_a_circle(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    do(town.milo, blocking.keep_apart, town.otto.id, BlockKind.BLOCK)
    assert town.milo.actor.in_circle(circle.id)
    assert town.otto.actor.in_circle(circle.id)
    town.say(town.otto, circle, "Still here.")
    assert "Still here." in str(town.items(town.milo, circle))
