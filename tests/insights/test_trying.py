"""What became of it for those who tried it: said at any time, asked once, and never by whom."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.background import Secondly
from community.circles import actions as circles
from community.core import clock, relay
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.transaction import reading, transaction
from community.insights import tries_by_clock
from community.insights.actions import marking, publishing, trying
from community.insights.answer_models import InsightTry, Outcome
from community.insights.events import TryDue
from community.insights.models import Insight, MarkKind
from community.insights.texts import Shown
from community.insights.tries import OTHERS_LEAST, Rates, tried
from community.insights.tries_by_clock import ask_due
from community.members.blocking import keep_apart
from community.notifications import queries
from community.notifications.models import NoticeKind
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import at_once, do
from tests.insights.test_writing import published
from tests.town import Person, Town

LATER = timedelta(days=30, minutes=1)
RATE = "who said so: it worked"


def will_try(who: Person, insight: Insight, *, on: bool = True) -> None:
    do(who, marking.mark, insight.id, MarkKind.WILL_TRY, on=on)


def say(who: Person, insight: Insight, outcome: Outcome | None = Outcome.WORKED) -> None:
    do(who, trying.say_outcome, insight.id, outcome)


def asked(who: Person, *, unread: bool = False) -> int:
    """How many questions stand in their inbox."""
    actor = who.actor
    with reading() as db:
        found = queries.inbox(db, actor)
    told = [one for one in found if one.kind is NoticeKind.TRIED_ASKED]
    return len([one for one in told if not (unread and one.read_at)])


def days_pass() -> None:
    """It is time to ask, twice over."""
    with clock.fixed(clock.now() + LATER):
        for _ in range(2):
            ask_due()
            relay.run_once()


def test_who_wants_to_try_it_is_asked_once_after_thirty_days(town: Town) -> None:
    insight = published(town.hana)
    will_try(town.milo, insight)
    with clock.fixed(clock.now() + timedelta(days=29)):
        assert ask_due() == 0
    days_pass()
    assert (asked(town.milo), asked(town.hana), asked(town.otto)) == (1, 0, 0)
    will_try(town.milo, insight, on=False)
    assert asked(town.milo, unread=True) == 0
    will_try(town.milo, insight)
    with clock.fixed(clock.now() + LATER):
        days_pass()
    assert asked(town.milo) == 1


def test_the_background_looks_each_second_and_at_its_start(town: Town) -> None:
    insight = published(town.hana)
    will_try(town.milo, insight)
    with clock.fixed(clock.now() + LATER):
        Secondly().look()
        relay.run_once()
    assert asked(town.milo) == 1


def test_one_look_asks_a_few_and_the_next_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries_by_clock, "AT_ONCE", 1)
    insight = published(town.hana)
    for who in (town.milo, town.otto):
        will_try(who, insight)
    with clock.fixed(clock.now() + LATER):
        assert [ask_due() for _ in range(3)] == [1, 1, 0]


def test_who_could_not_be_asked_keeps_nobody_waiting_and_is_asked_in_an_hour(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tries_by_clock, "AT_ONCE", 1)
    insight = published(town.hana)
    for minutes, who in enumerate((town.milo, town.otto)):
        with clock.fixed(clock.now() + timedelta(minutes=minutes)):
            will_try(who, insight)

    def failing(db: Session, event: TryDue) -> None:
        if event.member_id == town.milo.id:
            raise RuntimeError("Not this one")
        record(db, event)

    monkeypatch.setattr(tries_by_clock, "record", failing)
    with clock.fixed(later := clock.now() + LATER + timedelta(minutes=1)):
        assert [ask_due() for _ in range(3)] == [0, 1, 0]
    assert "could not be asked" in caplog.text
    monkeypatch.setattr(tries_by_clock, "record", record)
    with clock.fixed(later + timedelta(hours=1)):
        assert ask_due() == 1


def test_who_is_not_asked_again_is_not_told_so(browsing: Browsing, town: Town) -> None:
    insight, milo = published(town.hana), browsing.by(town.milo)
    address = f"/insights/{insight.id}"

    def pressed() -> bool:
        milo.post(f"{address}/mark", kind="will_try", on="1")
        return "You are asked once" in milo.get(address).text

    assert [pressed(), pressed()] == [True, False]
    say(town.milo, insight)
    will_try(town.milo, insight, on=False)
    assert not pressed()


def test_two_processes_ask_once(town: Town) -> None:
    insight = published(town.hana)
    will_try(town.milo, insight)
    with clock.fixed(clock.now() + LATER):
        assert sorted(map(str, at_once(ask_due, ask_due))) == ["0", "1"]
        relay.run_once()
    assert asked(town.milo) == 1


def test_who_said_or_changed_their_mind_is_not_asked(town: Town) -> None:
    insight = published(town.hana)
    for who in (town.milo, town.otto):
        will_try(who, insight)
    say(town.milo, insight)
    say(town.milo, insight, None)
    will_try(town.otto, insight, on=False)
    days_pass()
    assert (asked(town.milo), asked(town.otto)) == (0, 0)


def test_who_says_between_the_clock_and_the_inbox_is_not_asked(town: Town) -> None:
    insight = published(town.hana)
    for who in (town.milo, town.otto):
        will_try(who, insight)
    with clock.fixed(clock.now() + LATER):
        assert ask_due() == 2
        say(town.milo, insight)
        will_try(town.otto, insight, on=False)
        relay.run_once()
    assert (asked(town.milo), asked(town.otto)) == (0, 0)


@pytest.mark.parametrize("gone", ["withdrawn", "narrowed", "archived", "left", "muted", "blocked"])
def test_nobody_is_asked_about_what_is_not_there_for_them(town: Town, gone: str) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    will_try(town.milo, insight)
    if gone == "withdrawn":
        do(town.hana, publishing.withdraw, insight.id)
    elif gone == "narrowed":
        with transaction() as db:
            db.get_one(Insight, insight.id).sight = Sight.HOSTS
    elif gone == "archived":
        town.archive(where)
    elif gone == "left":
        do(town.milo, circles.leave, where.id)
    elif gone == "muted":
        do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    else:
        do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    days_pass()
    assert asked(town.milo) == 0


def test_the_question_goes_when_the_insight_does(town: Town) -> None:
    insight = published(town.hana)
    will_try(town.milo, insight)
    days_pass()
    assert asked(town.milo) == 1
    do(town.hana, publishing.withdraw, insight.id)
    assert asked(town.milo) == 0
    with reading() as db:
        assert db.get(InsightTry, (insight.id, town.milo.id)) is None


def test_the_inbox_leads_to_the_answers_in_one_press(browsing: Browsing, town: Town) -> None:
    insight, milo = published(town.hana), browsing.by(town.milo)
    will_try(town.milo, insight)
    days_pass()
    page = milo.get("/inbox").text
    assert page.count('name="outcome"') == 3
    assert "What became of it?" in page
    answer = milo.post(f"/insights/{insight.id}/tried", outcome="partly")
    assert answer.location == f"/insights/{insight.id}"
    page = milo.get("/inbox").text
    assert ['name="outcome"' in page, "You wanted to try" in page] == [False, True]
    assert asked(town.milo, unread=True) == 0
    assert milo.post(f"/insights/{insight.id}/tried", outcome="other").status_code == 422


def test_one_says_it_at_any_time_and_takes_it_back(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana)
    milo, address = browsing.by(town.milo), f"/insights/{insight.id}"
    page = milo.get(address).text
    assert page.count('name="outcome"') == 3
    assert "five others" not in page
    milo.post(f"{address}/tried", outcome="worked")
    assert 'value="none"' in milo.get(address).text
    milo.post(f"{address}/tried", outcome="none")
    assert 'value="none"' not in milo.get(address).text


def test_only_readers_say_it_and_only_who_may(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    with pytest.raises(Refused, match="readers"):
        say(town.hana, insight)
    with pytest.raises(NotFound):
        say(town.otto, insight)


def test_below_five_nothing_is_told_of_it(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    readers = [town.person(f"Reader {number}") for number in range(6)]
    hana, last = browsing.by(town.hana), browsing.by(readers[4])
    address = f"/insights/{insight.id}"
    nothing = len(hana.get(address).text)
    for who in readers[:4]:
        say(who, insight)
        assert len(hana.get(address).text) == nothing
    say(readers[4], insight, Outcome.DID_NOT)
    assert f"4 of 5 {RATE}; 0 partly; 1 did not." in hana.get(address).text
    assert RATE not in last.get(address).text  # there are four others, and one knows one's own
    assert RATE not in browsing.by().get(address).text
    say(readers[5], insight, Outcome.PARTLY)
    assert f"4 of 6 {RATE}; 1 partly; 1 did not." in last.get(address).text
    assert "Reader" not in hana.get(address).text


def test_whatever_one_does_with_ones_own_answer_one_sees_sums_of_five_others(town: Town) -> None:
    insight = published(town.hana)
    people = [town.person(f"Reader {number}") for number in range(7)]
    actors = {who.id: who.actor for who in (*people, town.hana)}

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.sampled_from(people), st.sampled_from([*Outcome, None])),
            min_size=6,
            max_size=16,
        )
    )
    def whatever(steps: list[tuple[Person, Outcome | None]]) -> None:
        said: dict[str, Outcome] = {}
        with transaction() as db:
            db.execute(delete(InsightTry))
        for who, outcome in steps:
            with transaction() as db:
                trying.say_outcome(db, actors[who.id], insight.id, outcome)
            said.pop(who.id, None)
            said |= {who.id: outcome} if outcome else {}
        all_said = list(said.values())
        for viewer, actor in actors.items():
            with reading() as db:
                shown = tried(db, actor, insight.id)
            others = len([one for one in said if one != viewer])
            rates = Rates(*(all_said.count(one) for one in Outcome))
            assert shown.rates == (rates if others >= OTHERS_LEAST else None)
            assert shown.mine == said.get(viewer)

    whatever()


def test_the_page_asks_as_much_however_many_said(browsing: Browsing, town: Town) -> None:
    insight, milo = published(town.hana), browsing.by(town.milo)
    address = f"/insights/{insight.id}"
    milo.get(address)
    asked_for = []
    for number in range(6):
        say(town.person(f"Reader {number}"), insight)
        with counted() as statements:
            milo.get(address)
        asked_for.append(len(statements))
    assert len(set(asked_for)) == 1
