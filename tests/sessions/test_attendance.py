"""The hosts' list of who answered and who was there, on the page and as files."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.blocks import BlockKind
from community.access.comings import Answer
from community.access.session_rules import Confidentiality, OpenTo
from community.core import clock
from community.core.transaction import transaction
from community.members.blocking import keep_apart
from community.members.models import Member
from community.rooms.models import Attendance
from community.sessions.actions import coming, hosting, inviting, schedule
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import after, be_there, live, session_of
from tests.pages.two_worlds.reading import same
from tests.town import Evening, Person, Town


def table(browsing: Browsing, who: Person, evening: Evening) -> list[dict[str, str]]:
    answer = browsing.by(who).get(f"/sessions/{evening.id}/attendance.csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def data(browsing: Browsing, who: Person, evening: Evening) -> Any:
    return browsing.by(who).get(f"/sessions/{evening.id}/attendance.json").json


def stay(who: Person, evening: Evening, start: float, end: float) -> None:
    """There from so many minutes after its beginning to so many, as the record has it."""
    began = session_of(evening).started_at
    be_there(who, evening, after(start, began))
    with transaction() as db:
        mine = select(Attendance).where(Attendance.member_id == who.id)
        newest = db.scalars(mine.order_by(Attendance.entered_at.desc()).limit(1)).one()
        newest.seen_at = after(end, began)


def end(evening: Evening, minutes: float = 60) -> None:
    """As if it had gone on for so long."""
    do(evening.host, hosting.end, evening.id)
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        session.ended_at = after(minutes, session.started_at)


def test_the_list_says_who_was_there_from_when_to_when(town: Town, browsing: Browsing) -> None:
    nell = town.person("Nell")
    evening = live(town, nell, town.milo, open_to=OpenTo.MEMBERS)
    stay(town.milo, evening, -10, 20)
    stay(town.milo, evening, 30, 75)
    do(town.otto, coming.answer, evening.id, Answer.NO)
    end(evening)
    rows = table(browsing, town.hana, evening)
    assert [row["name"] for row in rows] == ["Hana", "Milo", "Nell", "Otto"]
    milo = rows[1]
    assert (milo["was there"], milo["minutes"]) == ("yes", "50")
    first = after(-10, session_of(evening).started_at)
    assert milo["first in (UTC)"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    assert (rows[2]["was there"], rows[2]["minutes"]) == ("", "")
    assert (rows[3]["answer"], rows[3]["was there"]) == ("no", "")
    told = data(browsing, town.hana, evening)
    assert told["people"][1]["minutes"] == 50
    assert told["were_there"] == 1
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    assert "50 min" in page
    assert "1 there." in page


def test_nobody_is_ranked_or_counted_up(town: Town, browsing: Browsing) -> None:
    """By name, whoever was there longest or wrote most; and not a word of what they wrote."""
    people = [town.person(name) for name in ("Zofia", "Asta", "Émile", "Bea")]
    evening = live(town, *people)
    for number, person in enumerate(people):
        stay(person, evening, 0, 10 + number)
        for _ in range(number):
            town.say(person, evening, "MY-WORDS")
    end(evening)
    told = data(browsing, town.hana, evening)
    assert [one["name"] for one in told["people"]] == ["Asta", "Bea", "Émile", "Hana", "Zofia"]
    keys = {"name", "handle", "guest", "host", "answer", "was_there", "first_in", "last_out"}
    assert all(one.keys() == keys | {"minutes"} for one in told["people"])
    assert "MY-WORDS" not in str(told)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_only_hosts_get_it_in_every_state(town: Town, browsing: Browsing, kind: str) -> None:
    where = town.circle(town.hana, town.milo)
    draft = town.session(where, published=False, open_to=OpenTo.PUBLIC)
    evening = town.session(where, open_to=OpenTo.PUBLIC)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    address = f"/sessions/{evening.id}/attendance.{kind}"
    assert hana.get(f"/sessions/{draft.id}/attendance.{kind}").status_code == 200
    assert milo.get(f"/sessions/{draft.id}/attendance.{kind}").status_code == 404
    for change in (None, hosting.start, hosting.end, hosting.close):
        if change is not None:
            do(town.hana, change, evening.id)
        assert hana.get(address).status_code == 200
        assert milo.get(address).status_code == 403
        assert browsing.by().get(address).status_code == 302
        assert "who was there" in hana.get(f"/sessions/{evening.id}").text
        assert "who was there" not in milo.get(f"/sessions/{evening.id}").text
    assert hana.get(f"/sessions/{evening.id}/attendance.exe").status_code == 404


def test_no_cell_of_the_table_runs_in_a_spreadsheet(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.milo)
    with transaction() as db:
        db.get_one(Member, town.milo.id).name = '=HYPERLINK("https://evil.example")'
    names = [row["name"] for row in table(browsing, town.hana, evening)]
    assert '\'=HYPERLINK("https://evil.example")' in names


def test_guests_are_on_it_without_a_way_to_a_page_of_theirs(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.milo)
    do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen@example.net")
    told = data(browsing, town.hana, evening)
    gwen = next(one for one in told["people"] if one["name"] == "Gwen")
    assert (gwen["guest"], gwen["handle"], gwen["answer"]) == (True, "", "")
    assert "example.net" not in str(told)
    assert "/people/guest-" not in browsing.by(town.hana).get(f"/sessions/{evening.id}").text


def test_whom_a_block_stands_before_is_on_it_only_if_they_met(
    town: Town, browsing: Browsing
) -> None:
    nell = town.person("Nell")
    evening = live(town, town.milo, nell)
    stay(nell, evening, 0, 30)
    for person in (town.milo, nell):
        do(person, keep_apart, town.hana.id, BlockKind.BLOCK)
    names = [row["name"] for row in table(browsing, town.hana, evening)]
    assert names == ["Hana", "Nell"]


def test_a_session_without_names_has_no_times_and_after_its_end_no_list(
    town: Town, browsing: Browsing
) -> None:
    """As for everybody on its page: beside words without names stands no list of people."""
    evening = live(town, town.milo, confidentiality=Confidentiality.NO_NAMES)
    stay(town.milo, evening, 0, 30)
    before = data(browsing, town.hana, evening)
    assert [one["name"] for one in before["people"]] == ["Hana", "Milo"]
    assert not {"minutes", "first_in", "last_out"} & before["people"][0].keys()
    end(evening)
    for kind in ("csv", "json"):
        file = browsing.by(town.hana).get(f"/sessions/{evening.id}/attendance.{kind}").text
        assert "Milo" not in file
        assert "milo" not in file
    assert data(browsing, town.hana, evening)["were_there"] == 1
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    assert "beside its words stands no list" in page
    assert "Milo" not in page


def test_two_worlds_an_outsider_and_a_member_learn_nothing_of_who_came(
    town: Town, browsing: Browsing
) -> None:
    """With and without people who answered and came, everything they receive is the same."""
    evening = live(town, open_to=OpenTo.MEMBERS)
    addresses = [f"/sessions/{evening.id}/attendance.{kind}" for kind in ("csv", "json")]

    def received() -> list[tuple[int, str]]:
        answers = [browsing.by(who).get(one) for who in (town.otto, None) for one in addresses]
        return [(answer.status_code, same(answer.text)) for answer in answers]

    with clock.fixed(clock.now() + timedelta(minutes=1)):
        without = received()
        town.come(town.milo, evening)
        stay(town.milo, evening, 0, 10)
        assert received() == without
        assert {status for status, _ in without} == {403, 302}


def test_a_draft_has_no_list_of_who_was_there(town: Town, browsing: Browsing) -> None:
    where = town.circle(town.hana, town.milo)
    draft = town.session(where, published=False)
    hana = browsing.by(town.hana)
    assert "Who answered" not in hana.get(f"/sessions/{draft.id}").text
    do(town.hana, schedule.publish, draft.id)
    page = hana.get(f"/sessions/{draft.id}").text
    assert "Who answered" in page
    assert "0 there" not in page
