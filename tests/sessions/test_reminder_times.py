"""Whatever is moved, chosen and answered meanwhile, each reminder is told exactly once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from community.access.comings import Answer
from community.access.session_rules import OpenTo
from community.core import clock
from community.core.transaction import transaction
from community.members.reminding import TIMES
from community.sessions.actions.coming import answer
from community.sessions.actions.reminding import choose_for
from community.sessions.models import HostedSession
from community.sessions.reminders import remind_due
from tests.doing import do
from tests.sessions.test_reminders import choose, move, start_of, told
from tests.town import Evening, Person, Town

WEEK, DAY, HOUR, TEN = TIMES
GOING, MAYBE, NO = Answer.GOING, Answer.MAYBE, Answer.NO
FAR = 24 * 10  # hours, further than any reminder
Step = tuple[Any, ...]
SOMEBODY = st.sampled_from(["milo", "otto", "ada"])
SOME_TIMES = st.lists(st.sampled_from(list(TIMES)), unique=True)
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([5, 20, 55, 300, DAY - 30, DAY, 3 * DAY])),
    st.tuples(st.just("move"), st.sampled_from([-DAY, -HOUR, HOUR, DAY, WEEK])),
    st.tuples(st.just("choose"), SOMEBODY, SOME_TIMES),
    st.tuples(st.just("own"), SOMEBODY, st.none() | SOME_TIMES),
    st.tuples(st.just("answer"), SOMEBODY, st.sampled_from([GOING, MAYBE, NO])),
)


@dataclass
class Told:
    """What should be: the rule in a few lines, kept beside the real thing."""

    starts: datetime
    looked_at: datetime
    usual: dict[str, list[int]] = field(default_factory=dict)
    own: dict[str, list[int] | None] = field(default_factory=dict)
    said: dict[str, Answer] = field(default_factory=dict)

    def look(self, now: datetime) -> set[str]:
        since, self.looked_at = self.looked_at, now
        if now >= self.starts:
            return set()
        return {name for name in self.said if self._is_due(name, since, now)}

    def _is_due(self, name: str, since: datetime, now: datetime) -> bool:
        own = self.own.get(name)
        times = self.usual.get(name, [HOUR]) if own is None else own
        moments = (self.starts - timedelta(minutes=time) for time in times)
        return self.said[name] is not NO and any(since < one <= now for one in moments)


def take(step: Step, evening: Evening, people: dict[str, Person], rule: Told) -> None:
    what, *rest = step
    if what == "move":
        by = timedelta(minutes=rest[0])
        if rule.starts + by > clock.now():
            move(evening, by)
            rule.starts += by
        return
    name, chosen = rest
    if what == "choose":
        choose(people[name], *chosen)
        rule.usual[name] = chosen
    elif what == "own" and rule.said.get(name, NO) is not NO:
        do(people[name], choose_for, evening.id, chosen)
        rule.own[name] = chosen
    elif what == "answer":
        do(people[name], answer, evening.id, chosen)
        rule.said[name] = chosen


def names(people: dict[str, Person], told_of: Iterable[set[str]]) -> list[str]:
    by_id = {person.id: name for name, person in people.items()}
    return sorted(by_id[one] for ids in told_of for one in ids)


def test_whatever_is_moved_and_chosen_each_time_is_told_exactly_once(town: Town) -> None:
    people = {"milo": town.milo, "otto": town.otto, "ada": town.ada}
    choose(town.hana)
    circle = town.circle(town.hana)
    began = clock.now()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEPS, min_size=4, max_size=12))
    def whatever(steps: list[Step]) -> None:
        with clock.fixed(began) as set_to:
            for person in people.values():
                choose(person, HOUR)
            evening = town.session(circle, starts_in=FAR, open_to=OpenTo.MEMBERS)
            rule, moment = Told(start_of(evening), began), began
            take(("answer", "milo", GOING), evening, people, rule)
            for step in [*steps, ("wait", 15), ("wait", 9 * DAY)]:
                already = len(told())
                if step[0] == "wait":
                    moment += timedelta(minutes=step[1])
                    set_to(moment)
                    remind_due()
                    remind_due()
                    assert names(people, told()[already:]) == sorted(rule.look(moment)), step
                elif moment < rule.starts:
                    take(step, evening, people, rule)
                    assert len(told()) == already
            with transaction() as db:
                db.execute(delete(HostedSession).where(HostedSession.id == evening.id))

    whatever()
