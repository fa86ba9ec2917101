"""Whatever happens in a room, everybody ends with what a simple model says they may read.

Hypothesis drives a real server through real sockets and forms, and shortens what goes wrong.
`COMENTOR_TEST_MODEL=deep` tries a hundred times as much.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chaos.wire import Payload
from community.core.ids import new_id
from community.rooms.rules import EMOJI
from tests.live.modelled import Said, pick, shown
from tests.live.stage import Stage
from tests.live.tabs import Loop, Tab
from tests.live.test_doors import Api
from tests.live.web import Web
from tests.town import Meeting, Person

DEEP = os.environ.get("COMENTOR_TEST_MODEL") == "deep"
SETTINGS = settings(
    max_examples=200 if DEEP else 5,
    stateful_step_count=45,  # a page holds fifty
    derandomize=not DEEP,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if DEEP else [Phase.generate],
    print_blob=DEEP,
)
any_number = st.integers(0, 10_000)


class RoomMachine(RuleBasedStateMachine):
    """Hana hosts, four others come and go; `stage` and `loop` are put here by the test."""

    stage: Stage
    loop: Loop

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []
        self.archived = False

    @initialize()
    def begin(self) -> None:
        town, tag = self.stage.town, new_id()
        self.people = [
            town.person(f"{name} {tag}") for name in ("Hana", "Milo", "Nell", "Ada", "Otto")
        ]
        self.circle: Meeting = town.circle(*self.people)
        self.room = self.circle.room_id
        self.inside = list(self.people)
        self.hosts = [self.people[0]]
        self.web = {p.id: Web(self.stage.server.url, self.stage.cookie(p)) for p in self.people}
        self.tabs: dict[str, list[Tab]] = {}
        for number, person in enumerate(self.people):
            self.opens(person, 1 + (number == 1))

    # Talking.

    @rule(
        who=any_number,
        for_hosts=st.sampled_from([False, False, True]),
        above=st.none() | any_number,
    )
    def says(self, who: int, for_hosts: bool, above: int | None) -> None:
        person = pick(self.inside, who)
        readable = self.readable(person)
        quoted = pick(readable, above) if above is not None and readable else None
        words = f"words{len(self.said)}x{who}"
        given = {
            "room": self.room,
            "client_key": f"model-{len(self.said):04d}-{new_id()}",
            "body": words,
            "audience": "hosts" if for_hosts else "everyone",
            "reply_to": quoted.id if quoted else None,
        }
        answer = self.ask(person, who, "say", given)
        assert answer["ok"] == (not self.archived), answer
        if answer["ok"]:
            narrow = for_hosts or (quoted is not None and quoted.for_hosts)
            self.said.append(Said(answer["id"], person.id, narrow, words, quoted))

    @rule(which=any_number)
    def edits(self, which: int) -> None:
        if not (mine := self.own_words()):
            return
        one, words = pick(mine, which), f"other{which}y{len(self.said)}"
        answer = self.ask(self.author(one), which, "edit", {"item": one.id, "body": words})
        assert answer["ok"] == (not self.archived), answer
        if answer["ok"]:
            one.words = words

    @rule(which=any_number)
    def withdraws(self, which: int) -> None:
        if not (mine := self.own_words()):
            return
        one = pick(mine, which)
        answer = self.ask(self.author(one), which, "withdraw", {"item": one.id})
        assert answer["ok"], answer
        one.withdrawn, one.words = True, ""
        one.reactions.clear()

    @rule(who=any_number, which=any_number, emoji=st.sampled_from(EMOJI[:3]), on=st.booleans())
    def reacts(self, who: int, which: int, emoji: str, on: bool) -> None:
        person = pick(self.inside, who)
        there = [one for one in self.readable(person) if not one.withdrawn]
        if not there:
            return
        one = pick(there, which)
        answer = self.ask(person, who, "react", {"item": one.id, "emoji": emoji, "on": on})
        assert answer["ok"] == (not self.archived), answer
        if answer["ok"]:
            (one.reactions.add if on else one.reactions.discard)((emoji, person.id))

    # Coming and going.

    @rule(who=any_number)
    def is_cut(self, who: int) -> None:
        pick(self.tabs[pick(self.inside, who).id], who).cut()

    @rule(who=any_number)
    def opens_another_page(self, who: int) -> None:
        person = pick(self.inside, who)
        if len(self.tabs[person.id]) < 3:
            self.opens(person, 1)

    @precondition(lambda self: not self.archived and len(self.inside) > 2)
    @rule(who=any_number, by_themselves=st.booleans())
    def goes(self, who: int, by_themselves: bool) -> None:
        if not (members := [one for one in self.inside if one not in self.hosts]):
            return
        person = pick(members, who)
        place = f"/circles/{self.circle.id}"
        if by_themselves:
            self.post(person, f"{place}/leave")
        else:
            self.post(self.people[0], f"{place}/people/{person.id}/remove")
        self.inside.remove(person)
        self.shuts_out(person)

    @precondition(lambda self: not self.archived and len(self.inside) < len(self.people))
    @rule(who=any_number)
    def comes_back(self, who: int) -> None:
        person = pick([one for one in self.people if one not in self.inside], who)
        place = f"/circles/{self.circle.id}"
        self.post(self.people[0], f"{place}/people", handle=person.handle)
        self.post(person, f"{place}/join")
        self.inside.append(person)
        self.opens(person, 1)

    @precondition(lambda self: not self.archived and len(self.inside) > 1)
    @rule(who=any_number)
    def becomes_a_host_or_is_one_no_longer(self, who: int) -> None:
        """And looks at the room anew, as what was said before is another now."""
        person = pick([one for one in self.inside if one is not self.people[0]], who)
        was = person in self.hosts
        turn = "unhost" if was else "host"
        self.post(self.people[0], f"/circles/{self.circle.id}/people/{person.id}/{turn}")
        (self.hosts.remove if was else self.hosts.append)(person)
        count = len(self.tabs[person.id])
        self.closes(person)
        self.opens(person, count)

    @rule()
    def is_archived_or_opened_again(self) -> None:
        turn = "reopen" if self.archived else "archive"
        self.post(self.people[0], f"/circles/{self.circle.id}/{turn}")
        self.archived = not self.archived

    def teardown(self) -> None:
        try:
            for person in self.inside:
                self.has_what_the_model_says(person)
        finally:
            for person in self.people:
                self.closes(person)
                self.web[person.id].close()

    # What everybody should have in the end.

    def has_what_the_model_says(self, person: Person) -> None:
        expected = [one.line for one in self.readable(person)]
        for tab in self.tabs[person.id]:
            tab.wait(lambda items: shown(items) == expected)
            assert shown(tab.items()) == expected
        api = Api(self.stage, person, self.room)
        assert api.read() == [one[0] for one in expected]
        assert shown(sorted(api.items.values(), key=lambda item: int(item["position"]))) == expected
        api.web.close()
        page = self.web[person.id].get(f"/rooms/{self.room}").text
        for one in self.said:
            there = f"<p>{one.words}</p>" in page
            assert there == (one in self.readable(person) and not one.withdrawn), one

    def readable(self, person: Person) -> list[Said]:
        host = person in self.hosts
        return [one for one in self.said if host or not one.for_hosts or one.author == person.id]

    # Doing.

    def opens(self, person: Person, count: int) -> None:
        for _ in range(count):
            cookie = self.stage.cookie(person)
            tab = Tab(self.loop, self.stage.server, cookie, self.room)
            self.tabs.setdefault(person.id, []).append(tab)

    def closes(self, person: Person) -> None:
        for tab in self.tabs.pop(person.id, []):
            tab.close()

    def shuts_out(self, person: Person) -> None:
        """Their pages show nothing of what is said from now on."""
        before = [one.id for one in self.said]
        other = self.inside[0]
        self.says(self.inside.index(other), False, None)
        for tab in self.tabs[person.id]:
            assert not tab.ask_once("changes", {"room": self.room, "after": 0})["ok"]
            assert {item["id"] for item in tab.items()} <= set(before)
        self.closes(person)

    def ask(self, person: Person, which: int, event: str, given: Payload) -> Payload:
        return pick(self.tabs[person.id], which).ask(event, given)

    def post(self, person: Person, address: str, **fields: str) -> None:
        answer = self.web[person.id].post(address, **fields)
        assert answer.status_code == 302, f"{address}: {answer.status_code}"

    def author(self, one: Said) -> Person:
        return next(person for person in self.people if person.id == one.author)

    def own_words(self) -> list[Said]:
        inside = {person.id for person in self.inside}
        return [one for one in self.said if not one.withdrawn and one.author in inside]


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as loop:
        yield loop


def test_everybody_ends_with_what_the_model_says(either_stage: Stage, loop: Loop) -> None:
    class Machine(RoomMachine):
        pass

    Machine.stage, Machine.loop = either_stage, loop
    run_state_machine_as_test(Machine, settings=SETTINGS)
