"""A secret address shows a calendar program what its member may see at that moment, and no more."""

from typing import Any

import pytest
import vobject

from community.access.comings import Answer, Coming
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.circles import actions as circle_actions
from community.core.errors import NotFound
from community.core.transaction import reading, transaction
from community.sessions.actions.changing import cancel, change_session
from community.sessions.actions.feeds import make_feed, revoke_feed
from community.sessions.feeds import path_for
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Evening, Meeting, Person, Town


def address(who: Person, circle: Meeting | None = None) -> str:
    return path_for(do(who, make_feed, circle.id if circle else None))


def titles(browsing: Browsing, path: str) -> list[str]:
    return sorted(str(event.summary.value) for event in events(browsing, path))


def events(browsing: Browsing, path: str) -> list[Any]:
    answer = browsing.by(None).get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return list(getattr(vobject.readOne(answer.text), "vevent_list", ()))


def answers(who: Person, evening: Evening, answer: Answer) -> None:
    with transaction() as db:
        db.get_one(Coming, (evening.id, who.id)).answer = answer


def test_it_needs_no_signing_in_and_shows_what_its_member_comes_to(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    going, maybe, no = (town.session(where, title=title) for title in ("Yes", "Maybe", "No"))
    town.session(where, title="Not answered")
    for evening, answer in ((going, Answer.GOING), (maybe, Answer.MAYBE), (no, Answer.NO)):
        town.come(town.milo, evening)
        answers(town.milo, evening, answer)
    assert titles(browsing, address(town.milo)) == ["Maybe", "Yes"]
    assert titles(browsing, address(town.otto)) == []


def test_of_a_circle_it_shows_all_that_the_member_may_see(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    town.session(where, title="For the circle")
    town.session(where, title="For all", open_to=OpenTo.PUBLIC)
    town.session(where, title="By invitation", open_to=OpenTo.INVITED)
    town.session(where, title="A draft", published=False)
    town.session(town.circle(town.otto, town.milo), title="Elsewhere")
    assert titles(browsing, address(town.milo, where)) == ["For all", "For the circle"]
    assert titles(browsing, address(town.otto, where)) == ["For all"]
    assert titles(browsing, address(town.hana, where)) == [
        "By invitation",
        "For all",
        "For the circle",
    ]


def test_who_leaves_a_circle_finds_nothing_more_of_it(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="Secret splints")
    town.session(where, title="For the circle", open_to=OpenTo.PUBLIC)
    path = address(town.milo, where)
    assert titles(browsing, path) == ["For the circle"]
    do(town.milo, circle_actions.leave, where.id)
    left = browsing.by(None).get(path).text
    assert "For the circle" not in left
    assert "Secret" not in left
    assert "Secret" not in browsing.by(town.milo).get("/calendar").text


def test_a_cancelled_session_stays_in_it_as_cancelled(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    evening = town.session(where)
    path = address(town.hana)
    (before,) = events(browsing, path)
    do(town.hana, cancel, evening.id, "Ill")
    (after,) = events(browsing, path)
    assert after.status.value == "CANCELLED"
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.uid.value == before.uid.value


def test_a_moved_session_has_a_higher_sequence_in_feed_and_file(
    browsing: Browsing, town: Town
) -> None:
    evening = town.session(town.circle(town.hana))
    path = address(town.hana)
    (before,) = events(browsing, path)
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))
    moved = type(plan)(**{**vars(plan), "zone": "America/New_York"})
    do(town.hana, change_session, evening.id, moved)
    (after,) = events(browsing, path)
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value != before.dtstart.value
    file = browsing.by(town.hana).get(f"/sessions/{evening.id}.ics").text
    assert vobject.readOne(file).vevent.dtstart.value == after.dtstart.value


def test_once_taken_back_nothing_is_under_the_address(browsing: Browsing, town: Town) -> None:
    feed = do(town.hana, make_feed)
    path = path_for(feed)
    events(browsing, path)
    with pytest.raises(NotFound):
        do(town.milo, revoke_feed, feed.id)
    events(browsing, path)
    do(town.hana, revoke_feed, feed.id)
    assert browsing.by(town.hana).get(path).status_code == 404
    assert path_for(do(town.hana, make_feed)) != path


@pytest.mark.parametrize("token", ["nothing", "abc.def", "..%2f", "🦆"])
def test_no_address_can_be_guessed(browsing: Browsing, town: Town, token: str) -> None:
    assert browsing.by(town.hana).get(f"/calendar/{token}.ics").status_code == 404


def test_another_way_of_signing_the_same_id_is_no_address(browsing: Browsing, town: Town) -> None:
    feed = do(town.hana, make_feed)
    assert browsing.by(town.hana).get(f"/calendar/{feed.id}.ics").status_code == 404
    right = path_for(feed).removesuffix(".ics")
    other = right[:-9] + ("A" if right[-9] != "A" else "B") + right[-8:]
    for wrong in (right[:-3], other):
        assert browsing.by(town.hana).get(f"{wrong}.ics").status_code == 404


def test_on_its_page_it_is_made_and_taken_back(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, name="Splinting")
    hana = browsing.by(town.hana)
    assert "Make my address" in hana.get("/calendar").text
    hana.post("/calendar")
    hana.post("/calendar", circle=where.id)
    page = hana.get("/calendar").text
    for circle in (None, where):
        assert f"http://localhost{address(town.hana, circle)}" in page
    assert "Make my address" not in page
    feed = do(town.hana, make_feed, where.id)
    hana.post(f"/calendar/{feed.id}/revoke")
    assert path_for(feed) not in hana.get("/calendar").text


def test_nobody_has_one_of_a_circle_they_may_not_know_of(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, visibility=Visibility.HIDDEN)
    assert browsing.by(town.otto).post("/calendar", circle=where.id).status_code == 404


def test_the_file_of_a_session_is_for_those_who_see_it(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    path = f"/sessions/{evening.id}.ics"
    assert browsing.by(town.milo).get(path).status_code == 200
    assert browsing.by(town.otto).get(path).status_code == 404
    draft = town.session(where, published=False)
    assert browsing.by(town.milo).get(f"/sessions/{draft.id}.ics").status_code == 404
