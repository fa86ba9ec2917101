"""The pages on which somebody writes after a session: nothing typed is lost, nothing leaks."""

from typing import Any

from sqlalchemy import select

from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import reading
from community.sessions.actions import hosting
from community.sessions.closing_models import Takeaway
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.town import Evening, Town


def over(town: Town, **plan: Any) -> Evening:
    evening = live(town, town.milo, **plan)
    do(evening.host, hosting.end, evening.id)
    return evening


def test_pressing_twice_loses_nothing(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo = browsing.by(town.milo)
    written = {"takeaway": "Fewer questions.", "feedback": "Slower, please."}
    for number in range(2):
        milo.post(f"/sessions/{evening.id}/closing", **written)
        assert ("stays: nobody knows" in milo.get(f"/sessions/{evening.id}").text) is bool(number)
    with reading() as db:
        assert db.scalars(select(Takeaway.body)).all() == ["Fewer questions."]


def test_the_page_asks_both_and_keeps_both(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo, where = browsing.by(town.milo), f"/sessions/{evening.id}"
    assert "What would you like to tell the host?" in milo.get(where).text
    words = {"takeaway": "MY-TAKEAWAY", "shared": "yes", "feedback": "MY-FEEDBACK"}
    milo.post(f"{where}/closing", **words)
    page = milo.get(where).text
    assert page.count("MY-TAKEAWAY") == 2  # to change, and as everybody reads it
    assert "Your feedback for the host is given" in page
    assert "What would you like to tell the host?" not in page
    hosts = browsing.by(town.hana).get(where).text
    assert "MY-FEEDBACK" not in hosts
    assert "when 5 people have written" in hosts
    milo.post(f"{where}/comments", client_key="a-key-of-milo", comment="MY-COMMENT")
    assert "MY-COMMENT" in browsing.by(town.hana).get(where).text


def test_who_may_not_see_a_session_writes_nothing_on_it(town: Town, browsing: Browsing) -> None:
    evening = over(town, open_to=OpenTo.INVITED)
    for who in (browsing.by(town.otto), browsing.by()):
        for way in ("closing", "comments", "summary", "unanswered/x", "comments/x/take-back"):
            answer = who.post(f"/sessions/{evening.id}/{way}", comment="x", takeaway="x")
            assert answer.status_code in (302, 404), way
            assert answer.status_code == 404 or answer.location.startswith("/sign-in")


def test_what_was_typed_stays_when_it_cannot_be_taken(town: Town, browsing: Browsing) -> None:
    evening = over(town, open_to=OpenTo.MEMBERS)
    milo = browsing.by(town.milo)
    words = {"client_key": "comment-1", "comment": "Far too long. " * 1_000}
    answer = milo.post(f"/sessions/{evening.id}/comments", **words)
    assert answer.status_code == 422
    assert "Far too long. Far too long." in answer.text


def test_beside_words_without_names_stands_no_list_of_people(
    town: Town, browsing: Browsing
) -> None:
    plan = {"confidentiality": Confidentiality.NO_NAMES, "open_to": OpenTo.MEMBERS}
    evening = over(town, **plan)
    assert "Milo" not in browsing.by(town.otto).get(f"/sessions/{evening.id}").text
