"""The hosts' part of a session's page, and its room's, as plain forms."""

from community.access.session_rules import SessionState
from tests.browsing import Browsing
from tests.evenings import desk_of, live, plan_of, room_of, session_of
from tests.town import Town


def test_a_host_takes_a_session_through_its_evening_by_plain_forms(
    town: Town, browsing: Browsing
) -> None:
    evening = town.session(town.circle(town.hana))
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    assert "Start the session" in hana.get(where).text
    for step, fields, state, words in (
        ("start", {}, SessionState.LIVE, "End the session"),
        ("extend", {"minutes": "15"}, SessionState.LIVE, "End the session"),
        ("end", {}, SessionState.LATE, "It has ended"),
        ("late", {"hours": "48"}, SessionState.LATE, "for 2 days"),
        ("close", {}, SessionState.CLOSED, "It is over"),
    ):
        answer = hana.post(f"{where}/{step}", **fields)
        assert answer.location == where, step
        assert session_of(evening).state is state
        assert words in hana.get(where).text, step


def test_what_is_refused_is_said_on_the_page(town: Town, browsing: Browsing) -> None:
    evening = town.session(town.circle(town.hana))
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    hana.post(f"{where}/end")
    assert "has not begun yet" in hana.get(where).text
    hana.post(f"{where}/start", back="room")
    hana.post(f"{where}/extend", minutes="nine")
    assert "must be a whole number" in hana.get(where).text


def test_members_see_nothing_of_it(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.milo)
    milo = browsing.by(town.milo)
    page = milo.get(f"/sessions/{evening.id}").text
    assert "For hosts" not in page
    assert milo.post(f"/sessions/{evening.id}/end").status_code == 403
    room = milo.get(f"/rooms/{evening.room_id}").text
    assert room.count("What works?") >= 1
    assert milo.post(f"/rooms/{evening.room_id}/plan/next", planned="x").status_code == 403


def test_the_room_asks_the_next_question_without_a_script(town: Town, browsing: Browsing) -> None:
    evening = live(town)
    hana, where = browsing.by(town.hana), f"/rooms/{evening.room_id}"
    first, second = plan_of(evening)
    hana.post(f"{where}/plan/move", planned=second.id, place="0")
    assert [one.body for one in plan_of(evening)] == ["What does not?", "What works?"]
    page = hana.get(where).text
    assert f'name="planned" value="{second.id}"' in page
    answer = hana.post(f"{where}/plan/next", planned=second.id)
    assert answer.location.startswith(f"{where}#item-")
    assert [one["excerpt"] for one in desk_of(evening.room_id)["questions"]] == ["What does not?"]
    hana.post(f"{where}/plan/next", planned=second.id)
    assert room_of(evening).last_position == 1
    assert hana.post(f"{where}/plan/next", planned="nothing").status_code == 404
    assert f'name="planned" value="{first.id}"' in hana.get(where).text


def test_a_rehearsal_is_entered_and_ended_from_the_page(town: Town, browsing: Browsing) -> None:
    evening = town.session(town.circle(town.hana))
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    room = hana.post(f"{where}/rehearsal").location
    assert "only hosts see this" in hana.get(room).text
    assert "End the rehearsal" in hana.get(where).text
    hana.post(f"{where}/rehearsal/end")
    assert hana.get(room).status_code == 404
    assert "Rehearse" in hana.get(where).text


def test_the_room_says_how_the_evening_stands_and_leads_to_its_page(
    town: Town, browsing: Browsing
) -> None:
    evening = town.session(town.circle(town.hana))
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    room = hana.get(f"/rooms/{evening.room_id}").text
    assert f'href="{where}"' in room
    assert "Splints that children keep on" in room
    for step in ("start", "end", "close"):
        hana.post(f"{where}/{step}")
    assert "over: read only" in hana.get(f"/rooms/{evening.room_id}").text


def test_the_api_does_the_same(town: Town, browsing: Browsing) -> None:
    evening = town.session(town.circle(town.hana))
    hana, first = browsing.by(town.hana), plan_of(evening)[0]
    session, room = f"/api/v1/sessions/{evening.id}", f"/api/v1/rooms/{evening.room_id}/plan"
    assert hana.send("POST", f"{session}/start", {}).json == {"ok": True, "state": "live"}
    assert hana.send("POST", f"{session}/extend", {"minutes": 15}).status_code == 200
    moved = hana.send("POST", f"{room}/move", {"planned": first.id, "place": 1})
    assert moved.status_code == 200
    assert plan_of(evening)[1].id == first.id
    asked = [hana.send("POST", f"{room}/next", {"planned": first.id}).json for _ in range(2)]
    assert asked[0] == asked[1]
    assert hana.send("POST", f"{session}/end", {}).json == {"ok": True, "state": "late"}
    refused = hana.send("POST", f"{session}/extend", {"minutes": 15})
    assert (refused.json or {})["error"] == "refused"
