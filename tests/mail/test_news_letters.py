"""Letters of news: at seven where one lives, once, with what one may read then, or none."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Invalid
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.follows import actions, letters, letters_by_clock
from community.follows.letter_choice import choose
from community.follows.letters_by_clock import NAME, Letters, owe_due
from community.follows.models import Every, NewsLetter
from community.insights.actions import publishing
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.members.models import Profile
from community.skills.actions import wish
from tests.browsing import Browsing
from tests.doing import at_once, do
from tests.insights.test_writing import published
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Person, Town

LONDON = "Europe/London"
THURSDAY = datetime(2026, 3, 26, 12, tzinfo=UTC)
A_LITTLE_LATER = THURSDAY + timedelta(minutes=5)
DAY = timedelta(days=1)


def lives_in(person: Person, zone: str) -> None:
    with transaction() as db:
        db.get_one(Profile, person.id).time_zone = zone


def written(who: Person, title: str, shown: Shown | None = None) -> str:
    return published(who, Text(title, "SECRET-WORDS"), shown).id


def owed() -> int:
    """How many letters of news wait in the outbox."""
    owe_due()
    with reading() as db:
        return db.scalar(select(func.count()).where(Job.name == NAME)) or 0


def sent(post_office: PostOffice, to: str = "milo@example.org") -> list[str]:
    """Those that came up to now."""
    owe_due()
    deliver()
    found = [one for one in post_office.letters(to) if one["Subject"] == "New for you"]
    return [plain(one).replace("\r\n", "\n") for one in found]


def test_each_day_one_tells_what_is_new_since_the_one_before(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana)
    lives_in(town.milo, LONDON)
    with clock.fixed(THURSDAY):
        written(town.hana, "Before he wanted any")
        for who in (town.milo, town.otto):
            do(who, actions.follow_person, town.hana.id)
        do(town.milo, choose, "day")
    with clock.fixed(THURSDAY + timedelta(hours=1)):
        first = written(town.hana, "The first", Shown(Sight.MEMBERS, circle.id))
        written(town.milo, "His own")
        assert sent(post_office) == []
    seven = datetime(2026, 3, 27, 7, tzinfo=UTC)
    with clock.fixed(seven):
        [letter] = sent(post_office)
        assert f"The first\nHana · Splinting\n{SITE}/insights/{first}" in letter
        assert "You get this each day" in letter
        assert not any(one in letter for one in ("SECRET-WORDS", "Before he", "His own"))
        assert len(sent(post_office)) == 1
    with clock.fixed(seven + DAY):
        assert len(sent(post_office)) == 1  # nothing new
        written(town.hana, "The second")
    with clock.fixed(seven + 3 * DAY):  # the server was away for a day
        second = sent(post_office)[1]
        assert ["The second" in second, "The first" in second] == [True, False]
    assert sent(post_office, "otto@example.org") == sent(post_office, "hana@example.org") == []


def test_each_week_it_comes_on_monday(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    lives_in(town.milo, LONDON)
    with clock.fixed(THURSDAY):
        do(town.milo, wish, "Casting")
        do(town.milo, choose, "week")
    with clock.fixed(A_LITTLE_LATER):
        written(town.hana, "About casts", Shown(skills=("Casting",)))
    with clock.fixed(THURSDAY + 3 * DAY):
        assert sent(post_office) == []
    with clock.fixed(datetime(2026, 3, 30, 5, 59, tzinfo=UTC)):
        assert sent(post_office) == []
    with clock.fixed(datetime(2026, 3, 30, 6, tzinfo=UTC)):  # summer began that Sunday
        [letter] = sent(post_office)
    assert "About casts" in letter
    assert "You get this each week" in letter


@pytest.mark.parametrize(
    "why", ["nothing", "withdrawn", "left", "muted", "blocked", "narrowed", "never"]
)
def test_what_is_not_theirs_when_it_is_sent_is_not_in_it(
    browsing: Browsing, town: Town, post_office: PostOffice, why: str
) -> None:
    """It is owed already, and the mail server was away meanwhile."""
    circle = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    shown = Shown(Sight.MEMBERS, circle.id)
    with clock.fixed(THURSDAY):
        do(town.milo, actions.follow_circle, circle.id)
        do(town.milo, choose, "day")
    with clock.fixed(A_LITTLE_LATER):
        insight_id = written(town.hana, "CANARY", shown)
    with clock.fixed(THURSDAY + DAY):
        assert owed() == 1
        if why == "withdrawn":
            do(town.hana, publishing.withdraw, insight_id)
        elif why == "left":
            do(town.milo, circles.leave, circle.id)
        elif why == "muted":
            do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
        elif why == "blocked":
            do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
        elif why == "narrowed":
            text = Text("CANARY", "SECRET-WORDS")
            do(town.hana, publishing.publish, insight_id, text, Shown(Sight.HOSTS, circle.id))
        elif why == "never":
            do(town.milo, choose, "never")
        assert len(sent(post_office)) == (why == "nothing")


def test_several_processes_that_look_at_once_owe_it_once(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    with clock.fixed(THURSDAY):
        do(town.milo, choose, "day")
    with clock.fixed(THURSDAY + DAY):
        answers = at_once(*[owe_due] * 4)
        assert not [one for one in answers if isinstance(one, Exception)]
        assert owed() == 1


def test_handed_over_twice_it_can_be_told_for_the_same(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    """Whoever sent it was gone before it was struck off."""
    with clock.fixed(THURSDAY):
        do(town.milo, actions.follow_person, town.hana.id)
        do(town.milo, choose, "day")
    with clock.fixed(A_LITTLE_LATER):
        written(town.hana, "The first")
    with clock.fixed(THURSDAY + DAY):
        assert owed() == 1
        with reading() as db:
            payload = db.scalar(select(Job.payload).where(Job.name == NAME)) or ""
        letters.deliver([json.loads(payload)])
        assert len(sent(post_office)) == 2
    ids = {str(one["Message-ID"]) for one in post_office.letters("milo@example.org")}
    assert len(ids) == 1


def test_one_press_in_the_mail_program_ends_them(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    with clock.fixed(THURSDAY):
        do(town.milo, actions.follow_person, town.hana.id)
        do(town.milo, choose, "day")
    with clock.fixed(A_LITTLE_LATER):
        written(town.hana, "The first")
    with clock.fixed(THURSDAY + DAY):
        assert len(sent(post_office)) == 1
    [letter] = post_office.letters("milo@example.org")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(SITE)
    nobody = browsing.by().client
    assert "No more letters of news?" in nobody.get(address).text
    assert nobody.post(f"{address}x").status_code == 404
    answer = nobody.post(address, data={"List-Unsubscribe": "One-Click"})
    assert "comes by mail no more" in answer.text
    with reading() as db:
        row = db.get_one(NewsLetter, town.milo.id)
        assert (row.every, row.next_at) == (Every.NEVER, None)
    assert nobody.post(address).status_code == 200  # twice does no harm


def test_one_chooses_it_on_the_page_and_again_loses_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    milo = browsing.by(town.milo)
    assert 'value="never" checked' in milo.get("/following").text
    with clock.fixed(THURSDAY):
        do(town.milo, actions.follow_person, town.hana.id)
        milo.post("/following/letter", every="week")
    with clock.fixed(A_LITTLE_LATER):
        written(town.hana, "The first")
    assert 'value="week" checked' in milo.get("/following").text
    assert "Each week, on Monday" in milo.get("/me/account").text
    with clock.fixed(THURSDAY + timedelta(hours=2)):
        milo.post("/following/letter", every="day")
    with clock.fixed(THURSDAY + DAY):
        assert "The first" in sent(post_office)[0]
    with pytest.raises(Invalid):
        do(town.milo, choose, "hourly")
    assert milo.post("/following/letter", every="hourly").status_code == 422


def test_letters_that_cannot_be_owed_keep_no_others_waiting(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters_by_clock, "AT_ONCE", 1)
    with clock.fixed(THURSDAY):
        for who in (town.hana, town.milo):
            do(who, choose, "day")
    with transaction() as db:  # hers is the first that is due
        db.get_one(NewsLetter, town.hana.id).next_at = THURSDAY
    owe = letters_by_clock._owe

    def faulty(db: Session, member_id: str) -> None:
        if member_id == town.hana.id:
            raise RuntimeError("a fault")
        owe(db, member_id)

    monkeypatch.setattr(letters_by_clock, "_owe", faulty)
    with clock.fixed(THURSDAY + DAY):
        assert [owe_due() for _time in range(3)] == [0, 1, 0]
    monkeypatch.setattr(letters_by_clock, "_owe", owe)
    with clock.fixed(THURSDAY + DAY + timedelta(hours=1)):
        assert owe_due() == 1, "it is tried again"


def test_the_work_behind_the_pages_owes_what_is_due(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    with clock.fixed(THURSDAY):
        do(town.milo, choose, "day")
    with clock.fixed(THURSDAY + DAY):
        Letters().look()
        with reading() as db:
            assert db.scalar(select(func.count()).where(Job.name == NAME)) == 1
    with transaction() as db:
        db.execute(delete(Job))
