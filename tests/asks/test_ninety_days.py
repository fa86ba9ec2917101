"""Ninety days of two hundred members: whatever they do, no ask is left waiting."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.ask_rules import GOING_ON, AskState, AskTo
from community.access.blocks import Block, BlockKind
from community.asks.actions import answering, asking, resting
from community.asks.by_clock import look_at_asks
from community.asks.events import AskCameBack, AskPut, AskReminded, BeganToRest
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.rules import BACK_AFTER, GOING_MOST
from community.asks.ways_on import ways_on
from community.core import clock
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.core.upsert import upsert
from community.members.models import Member, Profile
from community.skills.models import Offer, Skill
from tests.asks.conftest import Heard
from tests.town import Town

MEMBERS, TEACHING, SKILLS, DAYS, STEPS_A_DAY = 200, 60, 12, 90, 12
BEGAN = datetime(2027, 1, 4, 8, tzinfo=UTC)
LOOKED_EACH = timedelta(hours=12)
pytestmark = pytest.mark.wide


def an_id(kind: str, number: int) -> str:
    return kind + f"{number:010d}".translate(str.maketrans("0123456789", "abcdefghij"))


class Life:
    """Who does what is drawn from a seed: a fault is the same fault again."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.members = [an_id("member", number) for number in range(MEMBERS)]
        self.skills = [an_id("skills", number) for number in range(SKILLS)]
        self.done: Counter[str] = Counter()
        self.keys = iter(range(10**6))

    def settle(self) -> None:
        """Rows as signing up and offering would make them, at once."""
        with transaction() as db:
            for table, rows in self.rows():
                db.execute(insert(table), rows)

    def rows(self) -> Iterator[tuple[type, list[dict[str, object]]]]:
        at = {"created_at": BEGAN}
        yield Member, [{"id": m, "handle": m, "name": m.title(), **at} for m in self.members]
        yield Profile, [{"member_id": m} for m in self.members]
        yield Skill, [{"id": s, "name": s, "key": s, "curated": True, **at} for s in self.skills]
        ties = [(m, s) for m in self.members[:TEACHING] for s in self.chance.sample(self.skills, 2)]
        yield Offer, [{"member_id": m, "skill_id": s, "called": s, **at} for m, s in ties]

    def somebody(self) -> str:
        return self.chance.choice(self.members)

    def key(self) -> str:
        return f"in-ninety-days-{next(self.keys):06d}"

    def step(self) -> None:
        doing: Callable[[], None] = self.chance.choices(
            [self.asks, self.answers, self.says_not_now, self.puts_on, self.closes, self.goes_away,
             self.blocks, self.wakes],
            [8, 2, 1, 2, 1, 1, 0.3, 0.2],
        )[0]  # fmt: skip
        try:
            doing()
            self.done[doing.__name__] += 1
        except Problem as problem:
            self.done[f"{doing.__name__}, {problem.name}"] += 1

    def asks(self) -> None:
        # A few ask much, or nobody would come near the most there may be.
        who = self.chance.choice([self.somebody(), self.somebody(), self.members[0]])
        to = self.chance.choice(list(AskTo))
        given = {"person": self.somebody(), "skill": self.chance.choice(self.skills)}
        with transaction() as db:
            me = acting(db, who)
            asking.put(db, me, client_key=self.key(), body="How?", put_to=to, **given)

    def answers(self) -> None:
        ask, who = self.turn()
        with transaction() as db:
            answering.answer(db, acting(db, who), ask, client_key=self.key(), body="So.")

    def says_not_now(self) -> None:
        ask, who = self.turn()
        with transaction() as db:
            answering.not_now(db, acting(db, who), ask)

    def turn(self) -> tuple[str, str]:
        with reading() as db:
            found = select(AskTurn.ask_id, AskTurn.member_id).join(Ask, Ask.id == AskTurn.ask_id)
            waiting = found.where(AskTurn.state == TurnState.WAITING)
            return self.drawn(db, waiting.order_by(Ask.client_key, AskTurn.member_id))

    def one_of(self, *states: AskState) -> tuple[str, str]:
        with reading() as db:
            found = select(Ask.id, Ask.asker_id).where(Ask.state.in_(states))
            return self.drawn(db, found.order_by(Ask.client_key))

    def drawn(self, db: Session, pairs: Select[str, str]) -> tuple[str, str]:
        rows = [(one, other) for one, other in db.execute(pairs)]
        return self.chance.choice(rows) if rows else ("", self.somebody())

    def puts_on(self) -> None:
        ask, who = self.one_of(AskState.BACK, AskState.BACK, AskState.OPEN)
        to = self.chance.choice([AskTo.MEMBER, AskTo.SKILL, AskTo.SKILL, AskTo.EVERYBODY])
        with transaction() as db:
            asking.put_on(db, acting(db, who), ask, to, self.somebody())

    def closes(self) -> None:
        ask, who = self.one_of(*GOING_ON)
        with transaction() as db:
            asking.close(db, acting(db, who), ask)

    def goes_away(self) -> None:
        back = clock.now().date() + timedelta(days=self.chance.randint(1, 12))
        with transaction() as db:
            db.get_one(Member, self.somebody()).away_until = back

    def blocks(self) -> None:
        one, other = self.chance.sample(self.members, 2)
        kind = self.chance.choice(list(BlockKind))
        row = {"member_id": one, "other_id": other, "kind": kind, "created_at": clock.now()}
        with transaction() as db:
            upsert(db, Block, [row], change=["kind"])

    def wakes(self) -> None:
        with transaction() as db:
            resting.wake(db, acting(db, self.somebody()))


def acting(db: Session, member_id: str) -> Actor:
    return actor_for(db, member_id, db.get_one(Member, member_id).role)


def nothing_waits_too_long(now: datetime) -> None:
    """As the background left it a moment ago."""
    with reading() as db:
        overdue = select(AskTurn).where(AskTurn.state == TurnState.WAITING, AskTurn.due_at <= now)
        assert db.scalars(overdue).all() == []
        late = select(Ask).where(Ask.next_at <= now)
        assert db.scalars(late).all() == []
        waiting = select(Ask).where(Ask.state == AskState.WAITING)
        latest = select(func.max(AskTurn.due_at)).where(AskTurn.ask_id == Ask.id)
        for ask, due in db.execute(waiting.add_columns(latest.scalar_subquery())):
            assert ask.next_at is not None
            assert now < (due or ask.next_at) <= now + BACK_AFTER
        going = select(func.count()).where(Ask.state.in_(GOING_ON)).group_by(Ask.asker_id)
        assert max(db.scalars(going), default=0) <= GOING_MOST


def each_return_leads_on(returns: list[AskCameBack]) -> None:
    with reading() as db:
        for one in returns:
            ask = db.get_one(Ask, one.ask_id)
            ways = ways_on(db, acting(db, ask.asker_id), ask)
            assert ways.everybody or ask.state is AskState.OPEN
            assert not {who.id for who in ways.people} & {ask.asker_id}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_in_ninety_days_no_ask_dies(town: Town, heard: Heard) -> None:
    life, looked = Life(seed=7), 0
    with clock.fixed(BEGAN) as set_clock:
        life.settle()
        for half_day in range(DAYS * 2):
            for _ in range(STEPS_A_DAY // 2):
                life.step()
            set_clock(BEGAN + LOOKED_EACH * (half_day + 1))
            while look_at_asks():
                pass
            nothing_waits_too_long(clock.now())
            each_return_leads_on(heard.of(AskCameBack)[looked:])  # type: ignore[arg-type]
            looked = len(heard.of(AskCameBack))
    told = Counter((type(one), one.ask_id, one.member_id) for one in heard.of(AskPut, AskReminded))  # type: ignore[attr-defined]
    assert set(told.values()) == {1}, "nobody gets two turns, or is reminded twice of one thing"
    assert looked > 100
    assert heard.of(BeganToRest)
    assert life.done["asks, refused"] > 10, "for they had five already"
    assert all(life.done[one] for one in ("answers", "says_not_now", "puts_on", "closes", "wakes"))
