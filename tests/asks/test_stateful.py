"""Whatever four people do with asks, what stands in the database is what a simple model says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from community.access.ask_rules import AskTo
from community.asks.actions import answering, asking, resting
from community.asks.models import Ask, AskTurn, Rest
from community.asks.rules import GOING_MOST
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.members.models import Member
from tests.asks.asking import look, new_key, teach
from tests.asks.modelled import GOING, Model, One
from tests.doing import do
from tests.town import Person, Town

SETTINGS = settings(
    max_examples=25,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
pytestmark = pytest.mark.wide
number = st.integers(0, 1_000)
far = timedelta(days=300)


class AskMachine(RuleBasedStateMachine):
    """All four can teach the skill; `town` is put here by the test."""

    town: Town

    @initialize()
    def begin(self) -> None:
        tag = new_id()
        self.now = datetime(2027, 1, 4, 8, tzinfo=UTC)
        names = ("Hana", "Milo", "Otto", "Nell")
        self.people = [self.town.person(f"{name} {tag}") for name in names]
        self.who = {one.id: one for one in self.people}
        self.skill = f"Skill {tag}"
        teach(*self.people, skill=self.skill)
        self.model = Model()

    def do(self, who: Person, action, *args, **named):  # type: ignore[no-untyped-def]
        """A minute later, so that no two things happen in the same moment."""
        self.now += timedelta(minutes=1)
        with clock.fixed(self.now):
            return do(who, action, *args, **named)

    def somebody(self, which: int) -> Person:
        return self.people[which % len(self.people)]

    def one(self, which: int) -> tuple[str, One]:
        return list(self.model.asks.items())[which % len(self.model.asks)]

    def to_be_asked(self, asker: str, to: AskTo, person: str, before: set[str]) -> list[str] | None:
        """None where it is refused."""
        if to is AskTo.EVERYBODY:
            return []
        those = {person} if to is AskTo.MEMBER else set(self.who)
        free = those - before - {asker} - self.model.resting - self.model.away
        return sorted(free) or None

    @rule(who=number, person=number, to=st.sampled_from(AskTo))
    def puts(self, who: int, person: int, to: AskTo) -> None:
        asker, whom = self.somebody(who), self.somebody(person)
        given = {"client_key": new_key(), "body": "How?", "skill": self.skill}
        asked = self.to_be_asked(asker.id, to, whom.id, set())
        if asked is None or self.model.going_on(asker.id) >= GOING_MOST:
            with pytest.raises((Invalid, Refused)):
                self.do(asker, asking.put, put_to=to, person=whom.handle, **given)
            return
        ask = self.do(asker, asking.put, put_to=to, person=whom.handle, **given)
        self.model.asks[ask.id] = One(asker.id, to.value)
        self.model.asks[ask.id].put_to(asked, self.now)

    @precondition(lambda self: self.model.asks)
    @rule(which=number, person=number, to=st.sampled_from(AskTo))
    def puts_on(self, which: int, person: int, to: AskTo) -> None:
        (ask_id, one), whom = self.one(which), self.somebody(person)
        given = (ask_id, to, whom.handle)
        if to.value == one.to == "everybody":
            self.do(self.who[one.asker], asking.put_on, *given)
            return
        asked = self.to_be_asked(one.asker, to, whom.id, set(one.turns))
        waits = one.waiting and to is not AskTo.EVERYBODY
        if one.state not in GOING or asked is None or waits:
            with pytest.raises((Invalid, Refused)):
                self.do(self.who[one.asker], asking.put_on, *given)
            return
        self.do(self.who[one.asker], asking.put_on, *given)
        one.to = max(one.to, to.value, key=["member", "skill", "everybody"].index)
        one.put_to(asked, self.now)

    @precondition(lambda self: self.model.asks)
    @rule(which=number, who=number)
    def answers(self, which: int, who: int) -> None:
        (ask_id, one), member = self.one(which), self.somebody(who)
        reads = member.id in one.turns or one.to != "member"
        given = {"client_key": new_key(), "body": "So."}
        if member.id == one.asker or one.state == "closed" or not reads:
            with pytest.raises((Forbidden, NotFound)):
                self.do(member, answering.answer, ask_id, **given)
            return
        answer = self.do(member, answering.answer, ask_id, **given)
        self.model.answered(one, member.id, answer.id)

    @precondition(lambda self: any(one.answers for one in self.model.asks.values()))
    @rule(which=number)
    def withdraws(self, which: int) -> None:
        every = [(o, a, w) for o in self.model.asks.values() for a, w in o.answers.items()]
        one, answer_id, who = every[which % len(every)]
        self.do(self.who[who], answering.withdraw, answer_id)
        self.model.withdrawn(one, answer_id, self.now)

    @precondition(lambda self: any(one.turns for one in self.model.asks.values()))
    @rule(which=number)
    def says_not_now(self, which: int) -> None:
        every = [(i, o, who) for i, o in self.model.asks.items() for who in o.turns]
        ask_id, one, who = every[which % len(every)]
        self.do(self.who[who], answering.not_now, ask_id)
        self.model.not_now(one, who)

    @precondition(lambda self: self.model.asks)
    @rule(which=number)
    def closes(self, which: int) -> None:
        ask_id, one = self.one(which)
        self.do(self.who[one.asker], asking.close, ask_id)
        one.let_go("closed")

    @rule(who=number)
    def goes_away_or_returns(self, who: int) -> None:
        member = self.somebody(who)
        self.model.away ^= {member.id}
        with transaction() as db:
            until = self.now + far if member.id in self.model.away else None
            db.get_one(Member, member.id).away_until = until.date() if until else None

    @rule(who=number)
    def wakes(self, who: int) -> None:
        self.do(self.somebody(who), resting.wake)
        self.model.is_here(self.somebody(who).id)

    @rule(who=number, person=number, times=st.integers(1, 3))
    def is_left_in_silence(self, who: int, person: int, times: int) -> None:
        """Seldom met by chance, as nobody may do anything else meanwhile."""
        for _ in range(times):
            self.puts(who, person, AskTo.MEMBER)
            self.time_passes(121)
        if self.model.asks:
            self.closes(len(self.model.asks) - 1)

    @precondition(lambda self: any(one.waiting for one in self.model.asks.values()))
    @rule(which=number)
    def is_away_when_it_is_time(self, which: int) -> None:
        every = [who for one in self.model.asks.values() for who in one.waiting]
        who = list(self.who).index(every[which % len(every)])
        self.goes_away_or_returns(who)
        self.time_passes(49)
        self.goes_away_or_returns(who)

    @rule(hours=st.sampled_from([10, 47, 49, 71, 73, 121]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        look(self.now)
        self.model.time_is(self.now)

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        with reading() as db:
            asks = db.scalars(select(Ask).where(Ask.asker_id.in_(self.who))).all()
            turns = db.scalars(select(AskTurn).where(AskTurn.member_id.in_(self.who))).all()
            resting_now = set(db.scalars(select(Rest.member_id)))
        assert {
            one.id: (one.state.value, one.put_to.value, one.back, one.next_at) for one in asks
        } == {i: (one.state, one.to, one.back, one.next_at) for i, one in self.model.asks.items()}
        assert {(one.ask_id, one.member_id): one.state.value for one in turns} == {
            (i, who): turn.state
            for i, one in self.model.asks.items()
            for who, turn in one.turns.items()
        }
        assert resting_now & set(self.who) == self.model.resting


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_is_as_a_simple_model_says(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AskMachine, "town", town, raising=False)
    run_state_machine_as_test(AskMachine, settings=SETTINGS)
