"""Who knows that a date is looked for, where it shows, and what people hear of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Answer, Coming
from community.access.session_rules import OpenTo
from community.circles import actions as circle_actions
from community.core import clock, relay
from community.core.errors import Forbidden, NotFound, Refused
from community.core.transaction import reading
from community.notifications.models import NoticeKind
from community.notifications.queries import could_come, inbox
from community.sessions import date_polls
from community.sessions.actions import coming, inviting
from community.sessions.actions.changing import change_session
from community.sessions.actions.dating import stop_asking, take_date
from community.sessions.actions.schedule import publish
from community.sessions.actions.series import repeat
from community.sessions.date_models import Could
from community.sessions.date_polls import Sought, sought, unanswered
from community.sessions.date_subscribers import remind_of_left_dates
from community.sessions.listed import now_and_next, of_circle
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from community.sessions.recurrence import Every, Repeat
from community.sessions.slots import rhythm_of
from tests.dates import asked, in_days, looked_for, say, seen_by, times_of, told
from tests.doing import do
from tests.town import Person, Town

YES, IF_NEEDED, NO = Could


def test_who_may_not_come_to_it_learns_nothing(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where, open_to=OpenTo.PUBLIC)
    with pytest.raises(NotFound):
        seen_by(town.otto, draft.id)
    with pytest.raises(NotFound):
        say(town.otto, draft.id, YES)
    with pytest.raises(NotFound):
        do(town.otto, take_date, draft.id, times_of(draft.id)[0].id, publishing=True)
    with pytest.raises(Forbidden):
        do(town.milo, take_date, draft.id, times_of(draft.id)[0].id, publishing=True)
    assert asked(town.otto) == []
    assert told(town.otto) == []
    assert asked(town.milo) == [(draft.title, False)]


def test_for_the_invited_it_is_those_a_host_names(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where, open_to=OpenTo.INVITED)
    assert asked(town.milo) == []
    do(town.hana, inviting.invite_member, draft.id, town.otto.handle)
    with pytest.raises(Refused):
        do(town.hana, inviting.invite_guest, draft.id, "Gus", "gus@example.org")
    assert asked(town.otto) == [(draft.title, False)]
    assert told(town.otto) == [NoticeKind.DATE_ASKED]
    assert NoticeKind.DATE_ASKED not in told(town.milo)
    say(town.otto, draft.id, YES)
    do(town.hana, take_date, draft.id, times_of(draft.id)[0].id, publishing=True)
    assert len(set(told(town.otto)) - {NoticeKind.DATE_ASKED}) == 1  # invited, and told once
    assert NoticeKind.SESSION_PUBLISHED not in told(town.milo)


def test_it_stands_nowhere_as_if_it_had_a_date(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    for who in (town.hana, town.milo):
        actor = who.actor
        with reading() as db:
            circle = draft.circle
            assert now_and_next(db, actor) == ([], [])
            assert of_circle(db, actor, circle) == ([], [])
            assert rhythm_of(db, actor, where.id).sessions == []
    for doing in (
        lambda: do(town.hana, publish, draft.id),
        lambda: do(town.hana, repeat, draft.id, Repeat(Every.WEEK, in_days(60).date())),
    ):
        with pytest.raises(Refused):
            doing()


def test_today_asks_until_one_has_answered(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)

    def waits(who: Person) -> int:
        actor = who.actor
        with reading() as db:
            return len(unanswered(db, actor))

    assert (waits(town.milo), waits(town.hana)) == (1, 0)
    say(town.milo, draft.id, NO)
    assert waits(town.milo) == 0
    assert asked(town.milo) == [(draft.title, True)]
    with clock.fixed(times_of(draft.id)[-1].starts_at):
        assert asked(town.milo) == []


def test_today_asks_of_the_soonest_and_not_of_what_one_answered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = town.circle(town.hana, town.milo)
    drafts = [looked_for(town.hana, where, in_days(3), in_days(20 - one)) for one in range(4)]
    say(town.milo, drafts[3].id, YES)

    def listed(find: Callable[[Session, Actor], list[Sought]]) -> list[str]:
        actor = town.milo.actor
        with reading() as db:
            return [one.session.id for one in find(db, actor)]

    assert listed(unanswered) == [drafts[2].id, drafts[1].id, drafts[0].id]
    monkeypatch.setattr(date_polls, "WAITING_MOST", 2)
    monkeypatch.setattr(date_polls, "LISTED_MOST", 3)
    assert listed(unanswered) == [drafts[2].id, drafts[1].id]
    assert listed(sought) == [drafts[3].id, drafts[2].id, drafts[1].id]


def test_everybody_asked_hears_of_the_date_once(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    kept_back, published = looked_for(town.hana, where), looked_for(town.hana, where)
    assert told(town.milo) == [NoticeKind.DATE_ASKED] * 2
    assert told(town.hana) == []
    do(town.hana, take_date, kept_back.id, times_of(kept_back.id)[0].id, publishing=False)
    do(town.hana, take_date, published.id, times_of(published.id)[1].id, publishing=True)
    news = [one for one in told(town.milo) if one is not NoticeKind.DATE_ASKED]
    assert sorted(news) == [NoticeKind.DATE_TAKEN, NoticeKind.SESSION_PUBLISHED]
    assert told(town.hana) == []


def test_who_said_yes_is_offered_to_go_and_does_not_go_by_itself(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    draft = looked_for(town.hana, where)
    say(town.milo, draft.id, YES, NO, NO)
    say(town.otto, draft.id, IF_NEEDED, YES, YES)
    do(town.hana, take_date, draft.id, times_of(draft.id)[0].id, publishing=True)
    while relay.run_once():
        pass

    def offered(who: Person) -> set[str]:
        actor = who.actor
        with reading() as db:
            return could_come(db, actor, inbox(db, actor))

    assert offered(town.milo) == {draft.id}
    assert offered(town.otto) == set()
    with reading() as db:
        assert db.get(Coming, (draft.id, town.milo.id)) is None
    do(town.milo, coming.answer, draft.id, Answer.GOING)
    assert offered(town.milo) == set()


def test_who_is_asked_no_more_is_neither_counted_nor_named(town: Town) -> None:
    """For the invited: by name or as a host, and only while the invitation stands."""
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    say(town.hana, draft.id, IF_NEEDED)
    say(town.milo, draft.id, YES)
    own = do(town.hana, inviting.invite_member, draft.id, town.otto.handle)
    say(town.otto, draft.id, NO)
    assert seen_by(town.hana, draft.id)[0].names == {
        IF_NEEDED: ["Hana"], YES: ["Milo"], NO: ["Otto"],
    }  # fmt: skip
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, draft.id))
    do(town.hana, change_session, draft.id, replace(plan, open_to=OpenTo.INVITED))
    assert seen_by(town.hana, draft.id)[0].names == {IF_NEEDED: ["Hana"], NO: ["Otto"]}
    do(town.hana, inviting.revoke, draft.id, own.id)
    left = seen_by(town.hana, draft.id)[0]
    assert (left.names, left.counts) == ({IF_NEEDED: ["Hana"]}, {IF_NEEDED: 1})


def test_who_leaves_the_circle_is_not_counted(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    say(town.milo, draft.id, YES)
    do(town.milo, circle_actions.leave, where.id)
    assert seen_by(town.hana, draft.id)[0].counts == {}
    assert asked(town.milo) == []


def test_hosts_are_reminded_once_a_week_after_the_last_time(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    last = times_of(draft.id)[-1].starts_at
    with clock.fixed(last + timedelta(days=7) - timedelta(seconds=1)):
        assert remind_of_left_dates() == 0
    with clock.fixed(last + timedelta(days=7)):
        assert (remind_of_left_dates(), remind_of_left_dates()) == (1, 0)
        assert told(town.hana) == [NoticeKind.DATE_LEFT]
        assert NoticeKind.DATE_LEFT not in told(town.milo)


def test_that_a_date_was_looked_for_does_not_come_back_when_the_draft_is_published(
    town: Town,
) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    assert told(town.milo) == [NoticeKind.DATE_ASKED]
    with clock.fixed(times_of(draft.id)[-1].starts_at + timedelta(days=7)):
        remind_of_left_dates()
        assert told(town.hana) == [NoticeKind.DATE_LEFT]
    do(town.hana, stop_asking, draft.id)
    do(town.hana, publish, draft.id)
    assert (told(town.milo), told(town.hana)) == ([NoticeKind.SESSION_PUBLISHED], [])


def test_nobody_is_reminded_of_one_that_was_chosen(town: Town) -> None:
    where = town.circle(town.hana)
    draft = looked_for(town.hana, where)
    do(town.hana, take_date, draft.id, times_of(draft.id)[0].id, publishing=False)
    with clock.fixed(clock.now() + timedelta(days=60)):
        assert remind_of_left_dates() == 0
