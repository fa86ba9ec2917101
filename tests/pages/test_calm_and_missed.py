"""A room read by its questions: the calm view, and what somebody missed."""

import re

import pytest

from community.access.policy import Audience
from community.rooms.actions import mark_read, withdraw
from community.rooms.actions import questions as actions
from community.rooms.grouped import ANSWERS_AT_FIRST
from tests.asked import answer, ask, many, room_of
from tests.browsing import Browsing, Visitor
from tests.counting import counted
from tests.doing import do
from tests.town import Meeting, Town


def words(page: str) -> list[str]:
    """What is said on it, in order."""
    return re.findall(r"<p>((?:First|Second|Answer|Aside|Later)[^<]*)</p>", page)


def calm(visitor: Visitor, where: Meeting, **query: object) -> str:
    answered = visitor.get(f"/rooms/{where.room_id}/calm", **query)
    assert answered.status_code == 200
    return answered.text


def missed(visitor: Visitor, where: Meeting) -> str:
    return visitor.get(f"/rooms/{where.room_id}/missed").text


def test_the_calm_view_puts_answers_under_their_questions_the_newest_first(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    first = ask(circle, "First?")
    answer(town.milo, circle, "Answer a")
    ask(circle, "Second?")
    answer(town.milo, circle, "Answer b")
    answer(town.milo, circle, "Answer c", question=first.id)
    answer(town.milo, circle, "Aside", question="")
    assert words(calm(browsing.by(town.milo), circle)) == [
        "Second?",
        "Answer b",
        "First?",
        "Answer a",
        "Answer c",
        "Aside",
    ]


def test_what_came_since_it_was_shown_is_marked_and_only_that(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    ask(circle)
    answer(town.hana, circle, "Answer a")
    milo = browsing.by(town.milo)
    page = calm(milo, circle)
    again = re.search(r'href="([^"]*seen=\d+)"', page)
    assert again
    answer(town.milo, circle, "Answer mine")
    assert "divider--new" not in milo.get(again[1]).text, "one's own words are not new"
    answer(town.hana, circle, "Answer b")
    page = milo.get(again[1]).text
    assert page.index("Answer a") < page.index("divider--new") < page.index("Answer b")
    assert "divider--new" not in calm(milo, circle)


def test_a_long_group_is_read_page_by_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    ask(circle, "First?")
    many(circle, [town.milo], 150)
    milo, seen = browsing.by(town.milo), []
    address: str | None = f"/rooms/{circle.room_id}/calm"
    while address:
        page = milo.get(address).text
        seen.append([int(text.split()[1]) for text in words(page) if text.startswith("Answer")])
        earlier = re.search(r'href="([^"]*question=[^"]*)"', page)
        address = earlier[1].replace("&amp;", "&") if earlier else None
    assert [len(page) for page in seen] == [ANSWERS_AT_FIRST, 100, 10]
    assert [one for page in reversed(seen) for one in page] == list(range(150))


def test_many_questions_are_read_page_by_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    for number in range(13):
        ask(circle, f"First {number}", closing=True)
    hana = browsing.by(town.hana)
    page = calm(hana, circle)
    assert len(words(page)) == 10
    earlier = re.search(r'href="([^"]*before=\d+)"', page)
    assert earlier
    assert words(hana.get(earlier[1]).text) == ["First 2", "First 1", "First 0"]


def test_nothing_said_is_a_calm_page_too(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    assert "Nothing was said yet" in calm(browsing.by(town.hana), circle)
    assert "You have read everything" in missed(browsing.by(town.hana), circle)


def test_a_group_of_another_room_or_of_no_question_is_not_found(
    browsing: Browsing, town: Town
) -> None:
    circle, other = town.circle(town.hana), town.circle(town.hana)
    elsewhere, said = ask(other), town.say(town.hana, circle)
    hana = browsing.by(town.hana)
    for wrong in (elsewhere.id, said.id, "nothing"):
        assert hana.get(f"/rooms/{circle.room_id}/calm", question=wrong).status_code == 404
    assert hana.get(f"/rooms/{circle.room_id}/calm", before="x").status_code == 422


def test_what_was_missed_is_told_by_question_with_its_first_lines_and_the_place(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    first = ask(circle, "First?")
    old = answer(town.hana, circle, "Answer old")
    do(town.milo, mark_read, circle.room_id, old.position)
    lines = [answer(town.hana, circle, f"Answer {n}", question=first.id) for n in range(5)]
    ask(circle, "Second?")
    answer(town.milo, circle, "Answer mine")
    answer(town.hana, circle, "Aside", question="")
    page = missed(browsing.by(town.milo), circle)
    assert "5 new messages" in page
    assert "A new question, without an answer so far." in page
    assert "Beside the questions" in page
    shown = re.findall(r"<span>((?:Answer|Aside)[^<]*)</span>", page)
    assert shown == ["Answer 0", "Answer 1", "Answer 2", "Aside"]
    assert f"#item-{lines[0].id}" in page


def test_having_read_it_nothing_is_missed(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    ask(circle)
    milo = browsing.by(town.milo)
    assert "You have read everything" not in missed(milo, circle)
    milo.post(f"/rooms/{circle.room_id}/read", position=str(room_of(circle).last_position))
    assert "You have read everything" in missed(milo, circle)


def test_revealed_answers_are_not_missed_by_whoever_read_past_them(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    question = ask(circle, unseen=True)
    answer(town.otto, circle, "Answer unseen")
    do(town.milo, mark_read, circle.room_id, room_of(circle).last_position)
    do(town.hana, actions.reveal, question.id)
    page = missed(browsing.by(town.milo), circle)
    assert "The answer to question 1 can be read now." in page


def test_neither_shows_what_its_reader_may_not_read(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    ask(circle, unseen=True)
    answer(town.milo, circle, "CANARY unseen")
    answer(town.milo, circle, "CANARY for hosts", audience=Audience.HOSTS)
    gone = answer(town.milo, circle, "CANARY withdrawn", question="")
    do(town.milo, withdraw, gone.id)
    otto, hana = browsing.by(town.otto), browsing.by(town.hana)
    for visitor, finds in ((otto, False), (hana, True)):
        for page in (calm(visitor, circle), missed(visitor, circle)):
            assert ("CANARY for hosts" in page) == finds
            assert "unseen</p>" not in page
            assert "CANARY unseen" not in page
            assert "CANARY withdrawn" not in page
    assert "CANARY unseen" in calm(browsing.by(town.milo), circle)


@pytest.mark.parametrize("what", ["calm", "missed", "questions", ""])
def test_thirty_questions_are_no_more_to_ask_the_database_than_three(
    browsing: Browsing, town: Town, what: str
) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    milo, address = browsing.by(town.milo), f"/rooms/{circle.room_id}/{what}".rstrip("/")

    def queries() -> int:
        milo.get(address)
        with counted() as statements:
            assert milo.get(address).status_code == 200
        return len(statements)

    asked = []
    for upto in (3, 30):
        while room_of(circle).last_position < upto * 4:
            question = ask(circle, closing=True)
            above = answer(town.hana, circle, question=question.id)
            answer(town.otto, circle, "Answer @hana", reply_to=above.id)
            answer(town.otto, circle, "Aside", question="")
        asked.append(queries())
    assert asked[0] == asked[1] <= 25


@pytest.mark.slow
def test_a_whole_evening_of_733_messages_by_65_people(browsing: Browsing, town: Town) -> None:
    people = [town.person(f"Person {number}") for number in range(64)]
    circle = town.circle(town.hana, town.milo, *people)
    for number in range(9):
        ask(circle, f"First {number}", closing=True, unseen=number == 8)
        many(circle, people, 80)
    last = room_of(circle).asking_id
    assert last
    do(town.hana, actions.reveal, last)
    milo = browsing.by(town.milo)
    with counted() as statements:
        page = calm(milo, circle)
    assert len(statements) <= 25
    assert len([text for text in words(page) if text.startswith("Answer")]) == 9 * ANSWERS_AT_FIRST
    assert "80 new messages" in missed(milo, circle)
    room = milo.get(f"/rooms/{circle.room_id}").text
    assert room.count("closed · 80 answers") == 8
