"""Whatever is asked, closed, revealed, said and moved in whatever order: a small model agrees."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.core.errors import Problem
from community.rooms.actions import questions as actions
from community.rooms.actions import withdraw
from tests.asked import answer, ask, room_of, stored, words
from tests.doing import do
from tests.town import Meeting, Person, Town

NONE = -1
which = st.integers(0, 5)  # of those there are
whom = st.sampled_from(["Hana", "Milo", "Otto"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.booleans(), st.booleans()),
        st.tuples(st.just("close"), which, st.booleans()),
        st.tuples(st.just("reveal"), which),
        st.tuples(st.just("withdraw"), which),
        st.tuples(st.just("say"), whom),
        st.tuples(st.just("answer"), whom, st.integers(NONE, 5)),
        st.tuples(st.just("reply"), whom, which),
        st.tuples(st.just("move"), whom, which, st.integers(NONE, 5)),
    ),
    min_size=6,
    max_size=24,
)


@dataclass
class Asked:
    id: str
    unseen: bool
    open: bool = True
    withdrawn: bool = False


@dataclass
class Said:
    id: str
    by: str
    question: Asked | None
    unseen: bool

    def read_by(self, name: str) -> bool:
        return not self.unseen or self.by == name


@dataclass
class Model:
    """Knows nothing of positions, versions or databases."""

    questions: list[Asked] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def asking(self) -> Asked | None:
        return next((one for one in reversed(self.questions) if one.open), None)

    def by_itself(self, name: str, found: Asked | None) -> tuple[Asked | None, bool]:
        """Hosts answer an unseen question only by name."""
        if found is None or (found.unseen and name == "Hana"):
            return None, False
        return found, found.unseen


class Evening:
    """The real thing and the model, side by side."""

    def __init__(self, town: Town) -> None:
        self.people: dict[str, Person] = {p.name: p for p in (town.hana, town.milo, town.otto)}
        self.circle: Meeting = town.circle(town.hana, town.milo, town.otto)
        self.model = Model()

    def run(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0])(*step[1:])

    def _question(self, number: int) -> Asked | None:
        asked = self.model.questions
        return asked[number % len(asked)] if asked and number != NONE else None

    def _message(self, number: int) -> Said | None:
        return self.model.said[number % len(self.model.said)] if self.model.said else None

    def ask(self, unseen: bool, closing: bool) -> None:
        item = ask(self.circle, unseen=unseen, closing=closing)
        for one in self.model.questions if closing else ():
            one.open = False
        self.model.questions.append(Asked(item.id, unseen))
        assert item.number == len(self.model.questions)

    def close(self, number: int, on: bool) -> None:
        if (question := self._question(number)) and not question.withdrawn:
            do(self.circle.host, actions.close_question, question.id, on=on)
            question.open = not on

    def reveal(self, number: int) -> None:
        if question := self._question(number):
            do(self.circle.host, actions.reveal, question.id)
            question.unseen = False
            for one in self.model.said:
                one.unseen = one.unseen and one.question is not question

    def withdraw(self, number: int) -> None:
        if question := self._question(number):
            do(self.circle.host, withdraw, question.id)
            question.open, question.withdrawn = False, True

    def say(self, name: str) -> None:
        self._keep(name, *self.model.by_itself(name, self.model.asking))

    def answer(self, name: str, number: int) -> None:
        question = self._question(number)
        given = question.id if question else ""
        self._keep(name, question, bool(question and question.unseen), question=given)

    def reply(self, name: str, number: int) -> None:
        above = self._message(number)
        if above is None or not above.read_by(name):
            return
        place = (above.question, True)
        if not above.unseen:
            place = self.model.by_itself(name, above.question)
        self._keep(name, *place, reply_to=above.id)

    def _keep(self, name: str, to: Asked | None, unseen: bool, **more: Any) -> None:
        body = f"Number {len(self.model.said)}"
        item = answer(self.people[name], self.circle, body, **more)
        self.model.said.append(Said(item.id, name, to, unseen))

    def move(self, name: str, number: int, to: int) -> None:
        said, question = self._message(number), self._question(to)
        if said is None:
            return
        unseen = bool(question and question.unseen)
        there = question is said.question
        may = (
            said.read_by(name)
            and name in (said.by, "Hana")
            and not (question and question.withdrawn)
            and not (unseen and not said.unseen and not there)
        )
        try:
            do(self.people[name], actions.attach, said.id, question.id if question else None)
        except Problem:
            assert not may, (name, said, question)
            return
        assert may, (name, said, question)
        said.question = question
        if not there:
            said.unseen = unseen

    def agree(self) -> None:
        room, asking = room_of(self.circle), self.model.asking
        assert room.asking_id == (asking.id if asking else None)
        assert room.asking_unseen == bool(asking and asking.unseen)
        for one in self.model.said:
            assert stored(one.id).question_id == (one.question.id if one.question else None)

    def all_read_what_they_may(self, town: Town) -> None:
        for name, person in self.people.items():
            said = [item for item in town.items(person, self.circle) if item["kind"] == "message"]
            wanted = [one for one in self.model.said if one.read_by(name)]
            assert [item["id"] for item in said] == [one.id for one in wanted], name
            assert all(text.startswith("Number ") for text in words(said))


@given(evening=steps)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_model_of_an_evening_agrees(town: Town, evening: list[tuple[Any, ...]]) -> None:
    here = Evening(town)
    for step in evening:
        here.run(step)
        here.agree()
    here.all_read_what_they_may(town)
