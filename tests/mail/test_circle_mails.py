"""Mails about circles: who gets one, decided when it is sent; and ending them with one click."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from community.access.blocks import Block, BlockKind
from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.models import Circle
from community.core import clock
from community.core.events import record
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.members.models import Member, Profile
from tests.architecture.walk import contents
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, link, plain
from tests.town import Meeting, Person, Town

Change = Callable[[Town, Meeting], object]


def letters(post_office: PostOffice, handle: str = "milo") -> list[str]:
    deliver()
    return [str(letter["Subject"]) for letter in post_office.letters(f"{handle}@example.org")]


def keep_off(who: Person, other: Person, kind: BlockKind) -> None:
    with transaction() as db:
        db.add(Block(member_id=who.id, other_id=other.id, kind=kind, created_at=clock.now()))


def set_mails(who: Person, wanted: bool) -> None:
    with transaction() as db:
        whose = Profile.member_id == who.id
        db.execute(update(Profile).where(whose).values(mail_notices=wanted))


def wants_mails(who: Person) -> bool:
    with reading() as db:
        return db.get_one(Profile, who.id).mail_notices


def test_an_invitation_is_mailed(browsing: Browsing, town: Town, post_office: PostOffice) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Night shifts")
    town.invite(town.milo, circle.id, town.hana)
    assert letters(post_office) == ["Hana invites you to Night shifts"]
    letter = post_office.letters("milo@example.org")[0]
    assert link(letter) == f"{SITE}/circles/{circle.id}"
    assert "/unsubscribe/" in str(letter["List-Unsubscribe"])
    assert browsing.by(town.milo).get(f"/circles/{circle.id}").status_code == 200


def archived(town: Town, circle: Meeting) -> None:
    with transaction() as db:
        db.get_one(Circle, circle.id).archived_at = clock.now()


STILL: dict[str, Change] = {
    "wants no mails": lambda town, circle: set_mails(town.milo, False),
    "blocked her": lambda town, circle: keep_off(town.milo, town.hana, BlockKind.BLOCK),
    "is blocked by her": lambda town, circle: keep_off(town.hana, town.milo, BlockKind.BLOCK),
    "muted her": lambda town, circle: keep_off(town.milo, town.hana, BlockKind.MUTE),
    "declined": lambda town, circle: do(town.milo, circles.leave, circle.id),
    "came in already": lambda town, circle: do(town.milo, circles.join, circle.id),
    "the circle is archived": archived,
}


@pytest.mark.parametrize("change", STILL)
def test_what_changed_before_sending_counts(
    browsing: Browsing, town: Town, post_office: PostOffice, change: str
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN, name="CANARY")
    town.invite(town.milo, circle.id, town.hana)
    STILL[change](town, circle)
    assert letters(post_office) == []
    with reading() as db:
        assert db.scalars(select(Job)).all() == []


def test_one_who_left_hears_nothing_of_a_hidden_circle(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK, name="CANARY")
    town.ask(town.milo, circle.id)
    do(town.hana, circles.accept, circle.id, town.milo.id)
    do(town.milo, circles.leave, circle.id)
    with transaction() as db:
        db.get_one(Circle, circle.id).visibility = Visibility.HIDDEN
    assert letters(post_office) == []


def test_being_let_in_is_mailed_once_however_often_it_is_delivered(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    do(town.hana, circles.accept, circle.id, town.milo.id)
    with transaction() as db:
        job = db.scalars(select(Job).where(Job.name == "mail.accepted")).one()
        db.add(
            Job(name=job.name, payload=job.payload, created_at=job.created_at, due_at=job.due_at)
        )
    assert letters(post_office) == ["You are in: Splinting"] * 2
    numbers = {letter["Message-ID"] for letter in post_office.letters("milo@example.org")}
    assert len(numbers) == 1, "a mail program sees that it is the same letter"


def test_a_place_that_got_free_is_mailed(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana, town.otto)
    with transaction() as db:
        db.get_one(Circle, circle.id).most = 2
    do(town.milo, circles.join, circle.id)
    assert letters(post_office) == []
    do(town.otto, circles.leave, circle.id)
    assert letters(post_office) == ["A place for you in Splinting"]


def test_the_end_of_a_term_is_mailed_to_each_host(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    from community.circles.events import TermEnding

    circle = town.circle(town.hana, town.milo)
    ends_on = clock.now().date()
    with transaction() as db:
        db.get_one(Circle, circle.id).ends_on = ends_on
        record(db, TermEnding(circle_id=circle.id, ends_on=ends_on))
    assert letters(post_office) == []
    (subject,) = letters(post_office, "hana")
    assert subject.startswith("Splinting ends on ")


def test_one_click_ends_them_without_signing_in_and_only_there(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    town.invite(town.milo, circle.id, town.hana)
    deliver()
    header = str(post_office.letters("milo@example.org")[0]["List-Unsubscribe"])
    path = header.strip("<>").removeprefix(SITE)
    nobody, before = browsing.by(), contents()
    page = nobody.get(path)
    assert "Stop these mails" in page.text
    assert "Milo" not in page.text
    assert (contents(), wants_mails(town.milo)) == (before, True)
    token = path.rsplit("/", 1)[1]
    for elsewhere in (f"/link/{token}", f"/sign-up/confirm/{token}", "/unsubscribe/made-up",
                      f"/unsubscribe/{token[:-1]}", f"/unsubscribe/{town.milo.id}"):  # fmt: skip
        assert nobody.client.post(elsewhere).status_code in (400, 404)
    assert wants_mails(town.milo)
    # As mail programs do it: no cookie, no page before, no token of a form (RFC 8058).
    answer = browsing.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants_mails(town.milo)
    assert wants_mails(town.hana)
    assert path in plain(post_office.letters("milo@example.org")[0])


def test_nobody_without_an_address_is_written_to(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = town.circle(town.hana)
    town.invite(town.milo, circle.id, town.hana)
    with transaction() as db:
        db.get_one(Member, town.milo.id).email = None
    assert letters(post_office) == []
