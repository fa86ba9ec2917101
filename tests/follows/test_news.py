"""Who hears that something is new of what they follow: one notice for all of it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from community.access.blocks import Block, BlockKind
from community.access.insight_rules import Sight
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, can
from community.circles import actions as circles
from community.circles.models import Circle
from community.core import clock, relay
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.follows import actions
from community.follows.models import Follow
from community.insights.actions import publishing
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from community.insights.visible import WITH_HOUSE
from community.members.blocking import keep_apart
from community.notifications import followed_notices, queries
from community.notifications.actions import mark_read
from community.notifications.followed_news import how_many
from community.notifications.models import Notice, NoticeKind
from community.skills.actions import wish
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import at_once, do
from tests.insights.test_writing import published
from tests.town import Person, Town


def written(who: Person, shown: Shown | None = None, title: str = "Ten minutes") -> str:
    return published(who, Text(title, "Words"), shown).id


def deliver() -> None:
    while relay.run_once():
        pass


def told(who: Person, *, unread: bool = True) -> list[int]:
    """By notice, of how many insights it tells; the latest first."""
    deliver()
    actor = who.actor
    with reading() as db:
        notices = [one for one in queries.inbox(db, actor) if not (unread and one.read_at)]
        mine = [one for one in notices if one.kind is NoticeKind.FOLLOWED_NEWS]
        news = how_many(db, actor, mine)
        assert unread is False or queries.unread(db, actor) == len(notices)
        return [news[one.id] for one in mine]


def test_one_notice_tells_of_all_that_came_until_it_is_read(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    assert told(town.milo) == []
    for number in (1, 2, 3):
        written(town.hana)
        assert told(town.milo) == [number]
    do(town.milo, mark_read)
    assert told(town.milo) == []
    assert told(town.milo, unread=False) == [3]
    written(town.hana)
    assert told(town.milo) == [1]
    assert told(town.milo, unread=False) == [1, 3]
    assert told(town.otto) == told(town.hana) == []


def test_who_follows_its_circle_its_skills_and_its_author_is_told_once(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    for skill in ("Casting", "Splinting"):
        do(town.milo, actions.follow_skill, do(town.otto, wish, skill).skill_id)
    do(town.milo, actions.follow_person, town.hana.id)
    do(town.milo, actions.follow_circle, circle.id)
    written(town.hana, Shown(Sight.CIRCLE, circle.id, ("Casting", "Splinting")))
    assert told(town.milo) == [1]


@pytest.mark.parametrize("how", ["let go", "blocked", "one of two"])
def test_a_notice_that_tells_of_nothing_any_more_waits_no_longer(town: Town, how: str) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    if how == "one of two":
        do(town.milo, actions.follow_person, town.otto.id)
        written(town.otto)
    written(town.hana)
    deliver()
    if how == "blocked":
        do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    else:
        do(town.milo, actions.unfollow, person_id=town.hana.id)
    with reading() as db:
        waiting = db.scalars(select(Notice.id).where(Notice.read_at.is_(None))).all()
    assert len(waiting) == (how == "one of two")


def test_delivered_again_or_changed_it_is_no_news_again(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    insight_id = written(town.hana)
    assert told(town.milo) == [1]
    do(town.milo, mark_read)
    followed_notices.tell_followers([{"insight_id": insight_id}] * 2)
    do(town.hana, publishing.publish, insight_id, Text("Ten minutes", "Other words"), Shown())
    assert told(town.milo) == []
    assert told(town.milo, unread=False) == [1]


def test_what_is_taken_back_is_no_news_and_what_comes_after_it_is(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    first = written(town.hana)
    assert told(town.milo) == [1]
    do(town.hana, publishing.withdraw, first)
    assert told(town.milo) == []
    written(town.hana)
    assert told(town.milo) == [1]


def test_gone_with_its_circle_it_does_not_silence_what_comes_after_it(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.milo, actions.follow_person, town.hana.id)
    written(town.hana, Shown(Sight.CIRCLE, circle.id))
    assert told(town.milo) == [1]
    with transaction() as db:
        db.execute(delete(Insight))
    assert told(town.milo) == []
    written(town.hana)
    assert told(town.milo) == [1]


@pytest.mark.parametrize("why", ["unfollowed", "muted", "blocked", "left", "archived"])
def test_told_already_it_is_gone_when_it_does_not_concern_them_any_more(
    town: Town, browsing: Browsing, why: str
) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    do(town.milo, actions.follow_circle, circle.id)
    written(town.hana, Shown(Sight.MEMBERS, circle.id), "CANARY")
    assert told(town.milo) == [1]
    if why == "unfollowed":
        do(town.milo, actions.unfollow, circle_id=circle.id)
    elif why == "muted":
        do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    elif why == "blocked":
        do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    else:
        do(town.milo, circles.leave, circle.id)
        if why == "archived":
            town.archive(circle)
    assert told(town.milo, unread=False) == []
    milo = browsing.by(town.milo)
    for page in ("/inbox", "/following/news", "/following"):
        text = milo.get(page).text
        assert "CANARY" not in text
        assert "of what you follow." not in text


def test_the_notice_leads_to_the_list_which_has_read_it(town: Town, browsing: Browsing) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    written(town.hana, title="First")
    written(town.hana, title="Second")
    milo = browsing.by(town.milo)
    deliver()
    page = milo.get("/inbox").text
    assert "2 new insights of what you follow." in page
    assert 'href="/following/news"' in page
    page = milo.get("/following/news").text
    assert page.index("Second") < page.index("First")
    assert "2 insights of what you follow." in milo.get("/inbox").text
    assert told(town.milo) == []


def test_many_followers_are_told_some_at_a_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_notices, "SOME", 3)
    crowd = [town.person(f"Person {number}") for number in range(7)]
    for one in crowd:
        do(one, actions.follow_person, town.hana.id)
    written(town.hana)
    assert relay.run_once() > 0
    with reading() as db:
        assert len(db.scalars(select(Notice.member_id)).all()) == 3
    assert [told(one) for one in crowd] == [[1]] * 7


def test_of_many_as_much_is_asked_as_of_few(town: Town) -> None:
    crowd = [town.person(f"Person {number}") for number in range(12)]
    asked = []
    for some in (crowd[:2], crowd[2:]):
        for one in some:
            do(one, actions.follow_person, town.hana.id)
        insight_id = written(town.hana)
        with transaction() as db:
            db.execute(delete(Job))
        with counted() as sent:
            followed_notices.tell_followers([{"insight_id": insight_id}])
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_of_two_at_the_same_moment_one_notice_comes(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    two = [written(town.hana) for _time in range(2)]
    with transaction() as db:
        db.execute(delete(Job))
    ways = [lambda one=one: followed_notices.tell_followers([{"insight_id": one}]) for one in two]
    assert not [one for one in at_once(*ways * 2) if isinstance(one, Exception)]
    assert told(town.milo) == [2]


def test_what_came_out_first_and_is_delivered_last_is_told_as_well(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    two = [written(town.hana) for _time in range(2)]
    with transaction() as db:
        db.execute(delete(Job))
    for insight_id in reversed(two):
        followed_notices.tell_followers([{"insight_id": insight_id}])
    assert told(town.milo) == [2]


@dataclass(frozen=True)
class Case:
    """How Milo stands to an insight of Hana's in her circle about casting."""

    visibility: Visibility
    standing: Standing | None
    hosts: bool
    sight: Sight
    follows: frozenset[str]
    between: BlockKind | None
    by_hana: bool  # the block is hers


CASES = st.builds(
    Case,
    visibility=st.sampled_from(Visibility),
    standing=st.none() | st.sampled_from([Standing.JOINED, Standing.ASKED, Standing.INVITED]),
    hosts=st.booleans(),
    sight=st.sampled_from(Sight),
    follows=st.frozensets(st.sampled_from(["skill", "person", "circle"])),
    between=st.none() | st.sampled_from(BlockKind),
    by_hana=st.booleans(),
)


def test_whoever_follows_and_may_read_it_is_told_and_nobody_else(town: Town) -> None:
    circle, numbers = town.circle(town.hana), count()
    skill = do(town.otto, wish, "Casting").skill_id
    things = {"skill": skill, "person": town.hana.id, "circle": circle.id}
    told_of = []

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=CASES)
    def any_case(case: Case) -> None:
        stand(town, circle.id, things, case)
        title = f"Number {next(numbers)}"
        with clock.fixed(clock.now() + timedelta(seconds=1)):
            insight_id = written(town.hana, Shown(case.sight, circle.id, ("Casting",)), title)
            news = told(town.milo)
        actor = town.milo.actor
        with reading() as db:
            insight = db.get_one(Insight, insight_id, options=WITH_HOUSE)
            may = can(actor, Permission.INSIGHT_READ, insight)
        hears = case.between is None or (case.between is BlockKind.MUTE and case.by_hana)
        told_of.append(news)
        assert bool(news) == bool(may and hears and case.follows), case

    any_case()
    assert [] in told_of
    assert [1] in told_of


def stand(town: Town, circle_id: str, things: dict[str, str], case: Case) -> None:
    """As the case says, whatever was before it."""
    milo, hana, now = town.milo.id, town.hana.id, clock.now()
    with transaction() as db:
        for table in (Follow, Block, Notice, Insight):
            db.execute(delete(table))
        db.execute(delete(Membership).where(Membership.member_id == milo))
        db.get_one(Circle, circle_id).visibility = case.visibility
        if case.standing:
            role = CircleRole.HOST if case.hosts else CircleRole.MEMBER
            place = {"circle_id": circle_id, "member_id": milo, "role": role, "since": now}
            db.add(Membership(**place, standing=case.standing))
        for kind in case.follows:
            db.add(Follow(member_id=milo, since=now, **{f"{kind}_id": things[kind]}))
        if case.between:
            by, other = (hana, milo) if case.by_hana else (milo, hana)
            block = {"member_id": by, "other_id": other, "created_at": now}
            db.add(Block(**block, kind=case.between))
