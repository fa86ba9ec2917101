"""The pages about sessions: the form, the list, the page of one, and where others name the next."""

import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from community.access.policy import Visibility
from community.access.session_rules import OpenTo, SessionState
from community.core.transaction import reading, transaction
from community.rooms.plan import planned_in
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.town import Evening, Meeting, Town

TYPED = {
    "title": "Splints that children keep on",
    "day": "2150-12-04",
    "starts": "19:00",
    "ends": "20:30",
    "time_zone": "london",
    "open_to": "circle",
    "confidentiality": "open",
    "kind": "chat",
}


def new(circle: Meeting) -> str:
    return f"/circles/{circle.id}/sessions/new"


def only_session() -> HostedSession:
    with reading() as db:
        return db.scalars(select(HostedSession)).one()


def set_state(evening: Evening, state: SessionState) -> None:
    with transaction() as db:
        db.get_one(HostedSession, evening.id).state = state


def test_a_title_and_a_time_are_enough_to_publish(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)
    made = hana.post(new(circle), **TYPED, do="publish")
    session = only_session()
    assert made.location == f"/sessions/{session.id}"
    assert session.state is SessionState.PUBLISHED
    assert (str(session.starts_wall), session.time_zone) == ("2150-12-04 19:00:00", "Europe/London")
    assert TYPED["title"] in browsing.by(town.milo).get("/sessions").text
    assert TYPED["title"] in browsing.by(town.milo).get(f"/circles/{circle.id}").text


def test_a_draft_stays_with_its_hosts_until_it_is_published(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    where = hana.post(new(circle), **TYPED, do="keep").location
    for page in ("/", "/sessions", f"/circles/{circle.id}"):
        assert TYPED["title"] not in milo.get(page).text
    assert milo.get(where).status_code == 404
    assert "Only its hosts see this draft" in hana.get(where).text
    assert "Your drafts" in hana.get("/sessions").text
    hana.post(f"{where}/publish")
    assert milo.get(where).status_code == 200


def test_questions_are_typed_one_on_a_line(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    typed = "What works?\n\n+20 * What surprised you?\n"
    browsing.by(town.hana).post(new(circle), **TYPED, questions=typed)
    with reading() as db:
        rows = planned_in(db, only_session().room_id)
    assert [(one.body, one.minute, one.unseen) for one in rows] == [
        ("What works?", None, False),
        ("What surprised you?", 20, True),
    ]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "give the session a title"),
        ("title", "   ", "give the session a title"),
        ("day", "4.12.2150", "write the day as"),
        ("day", "1999-12-04", "check the year"),
        ("day", "2020-12-04", "This time has passed"),
        ("starts", "25:00", "write the time as"),
        ("ends", "19:00", "has to come after"),
        ("ends_day", "2150-12-24", "a week at most"),
        ("time_zone", "Atlantis", "do not know this place"),
        ("most", "many", "write a number"),
        ("late_hours", "9999", "Late answers are taken"),
        ("video_link", "javascript:alert(1)", "A link looks like"),
        ("hosts", "@nobody", "no member called @nobody"),
        ("references", "A page. https://", None),
        ("open_to", "aliens", "Not a valid choice"),
        ("questions", "\n".join(f"Question {n}?" for n in range(41)), "At most 40 questions"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(
    browsing: Browsing, town: Town, field: str, typed: str, sentence: str | None
) -> None:
    circle = town.circle(town.hana)
    answer = browsing.by(town.hana).post(new(circle), **{**TYPED, field: typed})
    if sentence is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Splints that children" in answer.text or field == "title"
    with reading() as db:
        assert not db.scalars(select(HostedSession)).all()


def test_an_end_before_the_beginning_is_on_the_next_day(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    browsing.by(town.hana).post(new(circle), **{**TYPED, "starts": "23:00", "ends": "00:30"})
    assert str(only_session().ends_wall) == "2150-12-05 00:30:00"


def test_looking_how_it_reads_keeps_nothing(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    typed = {**TYPED, "introduction": "Warm *slowly* <script>alert(1)</script>", "title": ""}
    answer = browsing.by(town.hana).post(new(circle), **typed, do="look")
    assert answer.status_code == 200
    assert "Warm <em>slowly</em>" in answer.text
    assert "<script>alert" not in answer.text
    with reading() as db:
        assert not db.scalars(select(HostedSession)).all()


def fields(page: str) -> dict[str, str]:
    """What the boxes of a form hold."""
    boxes = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    areas = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s?([^<]*)<', page)
    return dict(boxes) | {name: text.strip() for name, text in areas}


def test_like_my_last_one_is_all_but_the_day(browsing: Browsing, town: Town) -> None:
    town.milo  # noqa: B018 - so that he is there to host
    circle = town.circle(town.hana)
    hana = browsing.by(town.hana)
    more = {
        "questions": "+5 What works?",
        "hosts": "@milo",
        "references": "Roe (2009). T.",
        "most": "9",
    }
    hana.post(new(circle), **TYPED, **more, do="publish")
    last = only_session()
    link = re.search(r'href="(/circles/[^"]*like=[^"]*)"', hana.get("/sessions").text)
    assert link is not None
    held = fields(hana.get(link[1].replace("&amp;", "&")).text)
    assert held["day"] == ""
    for name, value in {**TYPED, **more, "time_zone": "Europe/London"}.items():
        if name not in ("day", "open_to", "confidentiality", "kind"):
            assert held[name] == value, name
    assert last.title == held["title"]


def test_another_s_session_is_nothing_to_plan_like(browsing: Browsing, town: Town) -> None:
    """Nor a sign that it is there."""
    theirs = town.session(town.circle(town.otto, visibility=Visibility.HIDDEN), title="CANARY")
    mine = town.circle(town.hana)
    hana = browsing.by(town.hana)
    for like in (theirs.id, "nothing", ""):
        page = hana.get(new(mine), like=like)
        assert page.status_code == 200
        assert "CANARY" not in page.text
        assert fields(page.text)["title"] == ""


def test_the_form_of_a_session_holds_what_it_says(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    hana = browsing.by(town.hana)
    hana.post(new(circle), **TYPED, questions="What works?", do="publish")
    session = only_session()
    where = f"/sessions/{session.id}/edit"
    held = fields(hana.get(where).text)
    assert (held["day"], held["starts"], held["ends"]) == ("2150-12-04", "19:00", "20:30")
    assert hana.post(where, **{**TYPED, "title": "Another", "questions": "Why?"}).status_code == 302
    assert "Another" in hana.get(f"/sessions/{session.id}").text
    assert hana.post(where, **{**TYPED, "title": ""}).status_code == 422


def test_a_session_that_is_over_keeps_its_time_and_can_get_other_words(
    browsing: Browsing, town: Town
) -> None:
    evening = town.session(town.circle(town.hana), starts_in=-30)
    set_state(evening, SessionState.CLOSED)
    hana = browsing.by(town.hana)
    held = fields(hana.get(f"/sessions/{evening.id}/edit").text)
    typed = {**TYPED, **{name: held[name] for name in ("day", "starts", "ends", "time_zone")}}
    typed["title"] = "Better words"
    assert hana.post(f"/sessions/{evening.id}/edit", **typed).status_code == 302
    assert "Better words" in hana.get("/sessions?when=past").text


def test_everybody_reads_the_page_of_a_public_session_and_members_come(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.INVITED, name="CANARY")
    evening = town.session(
        circle, open_to=OpenTo.PUBLIC, video_link="https://meet.example.org/secret"
    )
    page = browsing.by().get(f"/sessions/{evening.id}")
    assert page.status_code == 200
    assert "Splints that children keep on" in page.text
    assert "CANARY" not in page.text  # who is not signed in knows of no circle
    for who in (None, town.otto):
        assert "meet.example.org" not in browsing.by(who).get(f"/sessions/{evening.id}").text
    town.come(town.otto, evening)
    assert "meet.example.org" in browsing.by(town.otto).get(f"/sessions/{evening.id}").text


def test_a_session_one_may_not_know_reads_as_none(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana), open_to=OpenTo.INVITED)
    for who in (town.otto, None):
        visitor = browsing.by(who)
        there, nowhere = (
            visitor.get(f"/sessions/{evening.id}"),
            visitor.get("/sessions/" + "z" * 16),
        )
        assert there.status_code == nowhere.status_code == (404 if who else 302)


def test_cancelling_says_why_on_the_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle)
    hana = browsing.by(town.hana)
    long = "The <host> is ill. " * 30
    answer = hana.post(f"/sessions/{evening.id}/cancel", why=long)
    assert answer.status_code == 422
    assert str(escape(long)) in answer.text, "what was typed is not lost"
    hana.post(f"/sessions/{evening.id}/cancel", why="The <host> is ill.")
    page = browsing.by(town.milo).get(f"/sessions/{evening.id}").text
    assert "does not take place" in page
    assert "The &lt;host&gt; is ill." in page
    assert "Splints" not in browsing.by(town.milo).get("/sessions").text


def test_a_draft_whose_time_has_passed_is_not_published(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana), starts_in=-3, published=False)
    hana = browsing.by(town.hana)
    page = hana.client.get(hana.post(f"/sessions/{evening.id}/publish").location).text
    assert "This time has passed" in page
    assert only_session().state is SessionState.DRAFT


def test_a_draft_is_thrown_away(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    evening = town.session(circle, published=False)
    hana = browsing.by(town.hana)
    assert hana.post(f"/sessions/{evening.id}/discard").location == f"/circles/{circle.id}"
    assert hana.get(f"/sessions/{evening.id}").status_code == 404
