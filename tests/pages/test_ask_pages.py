"""The pages of asks: what one sees before one sends, what comes back, and who sees what."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.access.ask_rules import AskState, AskTo
from community.access.blocks import BlockKind
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.asks.actions import answering, asking
from community.asks.by_clock import look_at_asks
from community.asks.models import Ask, AskAnswer, Rest
from community.circles.actions import change_circle
from community.circles.shape import CircleShape
from community.core import clock
from community.core.kept import forget_everything
from community.core.transaction import reading, transaction
from community.members import blocking, profiles
from community.members.models import Member, Reach
from community.skills.actions import offer, wish
from tests.browsing import Browsing, Visitor
from tests.counting import counted
from tests.doing import do
from tests.town import Person, Town

QUESTION = "How warm is warm enough?"


def kept() -> Ask:
    with reading() as db:
        return db.scalars(select(Ask)).one()


def put(town: Town, to: AskTo = AskTo.MEMBER, skill: str | None = None) -> str:
    """Milo asks Hana, or others."""
    _ = town.hana
    person = "hana" if to is AskTo.MEMBER else None
    named = {"put_to": to, "person": person, "skill": skill}
    return do(town.milo, asking.put, client_key=f"pages-{to}-{skill}", body=QUESTION, **named).id


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form on a page, as a browser would send them."""
    return dict(
        re.findall(r'id="\w+" name="(client_key|person|item)" type="hidden" value="([^"]*)"', page)
    )


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(visitor: Visitor, address: str, **typed: str) -> tuple[int, str]:
    answer = visitor.post("/asks", **form_of(visitor.get(address).text), **typed)
    return answer.status_code, answer.text


def test_from_somebodys_page_to_the_clock_that_both_see(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    assert 'href="/asks/new?person=hana"' in milo.get("/people/hana").text
    status, _ = send(
        milo, "/asks/new?person=hana&skill=splinting", body=QUESTION, to="member", skill="splinting"
    )
    assert status == 302
    ask = kept()
    assert (ask.put_to, ask.state) == (AskTo.MEMBER, AskState.WAITING)
    asker, asked = (text(one.get(f"/asks/{ask.id}").text) for one in (milo, hana))
    due = f"{clock.now() + timedelta(days=5):%A}"
    assert f"Hana has until {due}" in asker
    assert "and is reminded on" in asker
    assert f"You have until {due}" in asked
    assert QUESTION in text(hana.get("/asks").text).partition("You asked")[0]
    assert QUESTION in text(milo.get("/asks").text).partition("You asked")[2]


def test_nobody_else_finds_what_one_person_was_asked(browsing: Browsing, town: Town) -> None:
    ask_id, otto = put(town), browsing.by(town.otto)
    assert otto.get(f"/asks/{ask_id}").status_code == 404
    assert otto.post(f"/asks/{ask_id}/not-now").status_code == 404
    assert otto.post(f"/asks/{ask_id}/answer", answer="Hm", client_key="a-key").status_code == 404
    assert QUESTION not in otto.get("/asks").text + otto.get("/asks/board").text
    assert browsing.by().get(f"/asks/{ask_id}").status_code == 302


def test_before_it_is_sent_one_sees_how_things_stand(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    circle = town.circle(town.hana, name="Of splints")
    town.session(circle, title="Splints by night", skills=("Splinting",), open_to=OpenTo.MEMBERS)
    do(town.hana, profiles.change_details, profiles.Details(capacity="2"))
    with transaction() as db:
        db.get_one(Member, town.hana.id).answers_within = "day"
    page = text(browsing.by(town.milo).get("/asks/new?person=hana&skill=Splinting").text)
    for words in ("Two people", "Splints by night", "Those who can teach Splinting"):
        assert words.lower() in page.lower(), words


@pytest.mark.parametrize("why", ["away", "resting", "reach"])
def test_who_cannot_be_asked_now_is_no_choice_and_the_next_one_is(
    browsing: Browsing, town: Town, why: str
) -> None:
    do(town.hana, offer, "Splinting")
    with transaction() as db:
        member = db.get_one(Member, town.hana.id)
        if why == "away":
            member.away_until = clock.now().date() + timedelta(days=3)
        elif why == "resting":
            db.add(Rest(member_id=member.id, since=clock.now()))
    if why == "reach":
        do(town.hana, profiles.choose_sights, {}, Reach.NOBODY)
    page = browsing.by(town.milo).get("/asks/new?person=hana").text
    assert "Hana cannot be asked" in page
    assert re.search(r'value="member" disabled', page)
    assert re.search(r'value="everybody" checked', page)
    shown = browsing.by(town.milo).get("/people/hana").text
    assert ("Taking a rest from asks" in shown) == (why == "resting")
    assert ("person=hana" in shown) == (why == "reach")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": "", "to": "member"}, "Please write what you would like to know."),
        ({"body": "x" * 2001, "to": "member"}, "At most 2,000 characters"),
        ({"body": QUESTION}, "Please choose whom to ask."),
        ({"body": QUESTION, "to": "moon"}, "Please choose whom to ask."),
        ({"body": QUESTION, "to": "skill"}, "Please say what it is about"),
        ({"body": QUESTION, "to": "skill", "skill": "Origami"}, "is no skill here yet"),
    ],
)
def test_refused_it_says_why_and_nothing_typed_is_lost(
    browsing: Browsing, town: Town, typed: dict[str, str], said: str
) -> None:
    _ = town.hana
    status, page = send(browsing.by(town.milo), "/asks/new?person=hana", **typed)
    assert status == 422
    assert said in page
    assert f">{typed['body']}</textarea>" in page.replace("\r\n", "")
    assert 'value="hana"' in page
    assert typed.get("skill", "") in page


def test_where_a_block_stands_the_person_is_not_there(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    hidden = form_of(milo.get(f"/asks/new?person={town.hana.handle}").text)
    do(town.hana, blocking.keep_apart, town.milo.id, BlockKind.BLOCK)
    assert milo.get("/asks/new?person=hana").status_code == 404
    answer = milo.post("/asks", **hidden, body=QUESTION, to="member")
    assert answer.status_code == 422
    assert "There is nobody here called" in answer.text
    assert QUESTION in answer.text
    assert "Hana" not in answer.text


def test_an_answer_is_read_thanked_and_taken_back(browsing: Browsing, town: Town) -> None:
    ask_id, milo, hana = put(town), browsing.by(town.milo), browsing.by(town.hana)
    empty = hana.post(f"/asks/{ask_id}/answer", answer="  ", client_key="an-answer-key")
    assert (empty.status_code, "Please write something." in empty.text) == (422, True)
    given = hana.post(
        f"/asks/{ask_id}/answer", answer="As warm as tea.", client_key="an-answer-key"
    )
    assert given.status_code == 302
    with reading() as db:
        answer_id = db.scalars(select(AskAnswer.id)).one()
    assert "As warm as tea." in milo.get(f"/asks/{ask_id}").text
    assert milo.post(f"/asks/answers/{answer_id}/thank").status_code == 302
    assert "Milo says thanks" in text(hana.get(f"/asks/{ask_id}").text)
    assert hana.post(f"/asks/answers/{answer_id}/withdraw").status_code == 302
    page = milo.get(f"/asks/{ask_id}").text
    assert "As warm as tea." not in page
    assert "Put it to everybody" in page


def test_not_now_is_one_press_and_the_asker_sees_ways_on(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    do(town.otto, offer, "Splinting")
    circle = town.circle(town.otto, name="Of splints")
    shaped = {"name": "Of splints", "purpose": "Splints.", "visibility": Visibility.OPEN}
    do(town.otto, change_circle, circle.id, **shaped, shape=CircleShape(skills="Splinting"))
    town.session(circle, title="Splints by night", open_to=OpenTo.MEMBERS)
    ask_id, milo = put(town, skill="Splinting"), browsing.by(town.milo)
    hana = browsing.by(town.hana)
    assert hana.post(f"/asks/{ask_id}/not-now").location.endswith("/asks")
    page = text(milo.get(f"/asks/{ask_id}").text)
    for words in (
        "Hana could not this time",
        "Otto",
        "Splints by night",
        "Of splints",
        "Put it to everybody",
    ):
        assert words in page, words
    assert milo.post(f"/asks/{ask_id}/on", to="member", person="otto").status_code == 302
    assert "Otto has until" in text(milo.get(f"/asks/{ask_id}").text)
    assert "could not" not in text(hana.get(f"/asks/{ask_id}").text)


def test_silence_and_not_now_read_alike(browsing: Browsing, town: Town) -> None:
    ask_id = put(town)
    with clock.fixed(clock.now() + timedelta(days=6)):
        look_at_asks()
        silent = text(browsing.by(town.milo).get(f"/asks/{ask_id}").text)
    assert "Hana could not this time" in silent
    assert "silen" not in silent.lower()


def test_the_board_narrows_and_keeps_what_was_answered(browsing: Browsing, town: Town) -> None:
    splints = do(town.hana, offer, "Splinting").skill_id
    ask_id, otto = put(town, AskTo.EVERYBODY, "Splinting"), browsing.by(town.otto)
    do(
        town.otto,
        asking.put,
        client_key="about-nothing",
        body="What is free?",
        put_to=AskTo.EVERYBODY,
    )
    board = text(otto.get("/asks/board").text)
    assert QUESTION in board
    assert "What is free?" in board
    narrowed = otto.get("/asks/board", skill=splints).text
    assert (QUESTION in narrowed, "What is free?" in narrowed) == (True, False)
    do(town.otto, answering.answer, ask_id, client_key="otto-answers", body="Tea.")
    assert QUESTION not in otto.get("/asks/board").text
    assert QUESTION in otto.get("/asks/board", of="answered").text
    assert "Nothing of this here" in otto.get("/asks/board", skill="a" * 16).text
    do(town.hana, wish, "Kite making")
    assert "Kite making" in otto.get("/asks/board").text
    do(town.milo, offer, "Kite making")
    assert "Kite making" not in otto.get("/asks/board").text


def test_who_teaches_it_finds_it_among_what_they_could_answer(
    browsing: Browsing, town: Town
) -> None:
    do(town.hana, offer, "Splinting")
    ask_id = put(town, AskTo.EVERYBODY, "Splinting")
    hana, otto = browsing.by(town.hana), browsing.by(town.otto)
    assert "You could answer" in hana.get("/asks").text
    assert "You could answer" not in otto.get("/asks").text
    do(town.hana, blocking.keep_apart, town.milo.id, BlockKind.MUTE)
    assert QUESTION not in hana.get("/asks").text + hana.get("/asks/board").text
    do(town.hana, blocking.keep_apart, town.milo.id, BlockKind.BLOCK)
    assert hana.get(f"/asks/{ask_id}").status_code == 404


def test_of_whom_one_muted_one_reads_what_they_answer_oneself_and_nothing_else(
    browsing: Browsing, town: Town
) -> None:
    ask_id = put(town, AskTo.EVERYBODY)
    for person in (town.milo, town.hana):
        do(person, blocking.keep_apart, town.otto.id, BlockKind.MUTE)
    do(town.otto, answering.answer, ask_id, client_key="otto-answers", body="As tea.")
    read = [browsing.by(one).get(f"/asks/{ask_id}").text for one in (town.milo, town.hana)]
    assert ["As tea." in page for page in read] == [True, False]
    do(town.milo, blocking.keep_apart, town.otto.id, BlockKind.BLOCK)
    assert "As tea." not in browsing.by(town.milo).get(f"/asks/{ask_id}").text


def test_who_rests_is_told_and_one_press_wakes(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    with transaction() as db:
        db.add(Rest(member_id=town.hana.id, since=clock.now()))
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    assert "You take a rest from asks" in hana.get("/asks").text
    assert "Ask Hana" not in milo.get("/people").text
    assert hana.post("/asks/wake").status_code == 302
    assert "You take a rest" not in hana.get("/asks").text
    assert "Ask Hana" in milo.get("/people").text


def test_more_asks_are_no_more_to_ask_of_the_database(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    hana, first = browsing.by(town.hana), put(town, AskTo.EVERYBODY, "Splinting")
    addresses = ["/asks", "/asks/board", f"/asks/{first}", "/asks/new?person=milo&skill=splinting"]
    before = [asked(hana, address) for address in addresses]
    for number in range(5):
        person = town.person(f"Person {number}")
        ask_one(person, number, first)
    assert [asked(hana, address) for address in addresses] == before
    assert max(before) <= 20


def ask_one(person: Person, number: int, first: str) -> None:
    words = {"body": f"Number {number}?", "skill": "Splinting", "put_to": AskTo.EVERYBODY}
    do(person, asking.put, client_key=f"asked-{number:03d}", **words)
    do(person, answering.answer, first, client_key=f"answer-{number:03d}", body=f"So, {number}.")


def asked(visitor: Visitor, address: str) -> int:
    visitor.get(address)
    forget_everything()
    with counted() as statements:
        assert visitor.get(address).status_code == 200, address
    return len(statements)
