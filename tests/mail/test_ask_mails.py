"""Letters about asks: who gets one is decided when it is sent, and none tells their words."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.access.ask_rules import AskTo
from community.access.blocks import BlockKind
from community.access.session_rules import OpenTo
from community.asks.actions import answering, asking, resting
from community.asks.models import Ask
from community.core import clock
from community.core.transaction import reading
from community.members.blocking import keep_apart
from community.members.profiles import choose_mails
from community.skills.models import Skill
from tests.architecture.walk import contents
from tests.asks.asking import after, answer, ask_of, look, not_now, put, state, teach
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, link, plain
from tests.town import Person, Town

SECRET = "SECRET-WORDS"


def subjects(post_office: PostOffice, who: Person) -> list[str]:
    deliver()
    found = post_office.letters(f"{who.handle}@example.org")
    return [str(one["Subject"]) for one in found]


def last(post_office: PostOffice, who: Person) -> str:
    return plain(post_office.letters(f"{who.handle}@example.org")[-1]).replace("\r\n", "\n")


def later(ask: Ask, **time: float) -> None:
    moment = after(ask, **time)
    look(moment)
    with clock.fixed(moment):
        deliver()


def test_each_hears_of_what_is_theirs_and_none_reads_its_words(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask = ask_of(town.hana, town.milo, body=SECRET)
    assert subjects(post_office, town.milo) == ["Hana asks you something"]
    assert link(post_office.letters("milo@example.org")[0]) == f"{SITE}/asks/{ask.id}"
    later(ask, hours=49)
    assert subjects(post_office, town.milo)[1:] == ["Hana still waits for your answer"]
    assert "You have until" in last(post_office, town.milo)
    answer(town.milo, ask, SECRET)
    assert subjects(post_office, town.hana) == ["Milo answered what you asked"]
    letters = [post_office.letters(f"{one}@example.org") for one in ("hana", "milo")]
    assert SECRET not in "".join(map(str, (plain(one) for some in letters for one in some)))


def test_what_came_back_says_the_ways_on_as_links_that_change_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    teach(town.milo, town.otto)
    with reading() as db:
        skill_id = db.scalars(select(Skill.id)).one()
    circle = town.circle(town.otto, name="Warm hands")
    town.session(circle, title="How warm is warm", skills=["Splinting"], open_to=OpenTo.MEMBERS)
    ask = ask_of(town.hana, town.milo, skill=skill_id)
    not_now(town.milo, ask)
    assert subjects(post_office, town.hana) == ["Your ask is back with you"]
    words = last(post_office, town.hana)
    assert f"Otto\n{SITE}/people/otto" in words
    assert "How warm is warm" in words
    assert f"See the ways on:\n{SITE}/asks/{ask.id}" in words
    assert "Milo" not in words
    before = contents()
    visitor = browsing.by(town.hana)
    for line in words.splitlines():
        if line.startswith(SITE) and line != SITE:
            assert visitor.get(line.removeprefix(SITE)).status_code == 200
    after_all = contents()
    assert all(after_all[table] == before[table] for table in ("asks", "ask_turns", "rests"))


def test_who_rests_reads_how_to_wake(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    for _ in range(3):
        ask = ask_of(town.hana, town.milo)
        later(ask, hours=49)
        later(ask, days=5, minutes=1)
        do(town.hana, asking.close, ask.id)
    assert subjects(post_office, town.milo)[-1] == "You take a rest from asks"
    assert f"Be asked again:\n{SITE}/asks" in last(post_office, town.milo)


@pytest.mark.parametrize("why", ["closed", "blocked", "muted", "no mails", "answered"])
def test_nobody_is_written_to_for_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice, why: str
) -> None:
    ask = ask_of(town.hana, town.milo)
    if why == "closed":
        do(town.hana, asking.close, ask.id)
    elif why == "answered":
        answer(town.milo, ask)
    elif why == "no mails":
        do(town.milo, choose_mails, mail_notices=False)
    else:
        kind = BlockKind.BLOCK if why == "blocked" else BlockKind.MUTE
        do(town.milo, keep_apart, town.hana.id, kind)
    assert subjects(post_office, town.milo) == []


@pytest.mark.parametrize("why", ["withdrawn", "closed", "awake"])
def test_what_is_not_so_any_more_is_not_written(
    browsing: Browsing, town: Town, post_office: PostOffice, why: str
) -> None:
    ask = ask_of(town.hana, town.milo)
    if why == "withdrawn":
        do(town.milo, answering.withdraw, answer(town.milo, ask))
        assert subjects(post_office, town.hana) == ["Your ask is back with you"]
    elif why == "closed":
        look(after(ask, days=5, minutes=1))
        do(town.hana, asking.close, ask.id)
        assert subjects(post_office, town.hana) == []
    else:
        do(town.hana, asking.close, ask.id)
        for _ in range(3):
            ask = ask_of(town.hana, town.milo)
            look(after(ask, hours=49))
            look(after(ask, days=5, minutes=1))
            do(town.hana, asking.close, ask.id)
        do(town.milo, resting.wake)
        assert subjects(post_office, town.milo) == []


def test_one_press_on_the_way_out_ends_these_letters(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask_of(town.hana, town.milo)
    deliver()
    ends = last(post_office, town.milo).partition("No more mails of this kind: ")[2].split()[0]
    browsing.by().client.post(ends.removeprefix(SITE))
    on_board = put(town.hana, AskTo.EVERYBODY)
    with clock.fixed(clock.now() + timedelta(days=1)):
        ask_of(town.hana, town.milo)
        deliver()
    assert len(post_office.letters("milo@example.org")) == 1
    later(on_board, days=5, minutes=1)
    assert "Nobody has answered yet" in subjects(post_office, town.hana)
    assert state(on_board) == "open"
