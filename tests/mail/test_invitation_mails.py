"""Invitations by mail: from the letter into the room, and who gets none."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import mail
from community.access.actor import CommunityRole
from community.access.blocks import Block, BlockKind
from community.access.policy import Visibility
from community.choices import actions as choosing
from community.circles import actions as circles
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.invitations import actions, mails
from community.invitations.models import Invitation
from community.members.models import Member, Profile, Reach
from tests.architecture.walk import contents
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.asking import latest
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Meeting, Person, Town

NORA = {"name": "Nora Lind", "email": "nora@example.org", "password": "four blue owls tonight"}
TO = NORA["email"]


def invite(who: Person, circle: Meeting | None = None, name: str = "Nora", to: str = TO) -> str:
    made = do(who, actions.invite_person, circle.id if circle else None, name=name, email=to)
    return made.invitation.id


def hidden(town: Town) -> Meeting:
    return town.circle(town.hana, name="Quiet hands", visibility=Visibility.HIDDEN)


def test_the_letter_says_who_invites_into_what_and_until_when(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    do(town.ada, choosing.choose, name="Ward nine")
    invite(town.hana, hidden(town))
    deliver()
    [letter] = post_office.letters(TO)
    assert letter["Subject"] == "Hana invites you to Quiet hands"
    assert "Ward nine" in letter["From"]
    words = plain(letter)
    for said in ("Hello Nora,", "the circle “Quiet hands” on Ward nine", "for you alone"):
        assert said in words
    assert re.search(rf"{SITE}/invitation/[\w-]{{32}}\b", words)
    assert "hana@example.org" not in words


def test_only_a_hash_of_what_the_letter_holds_is_kept(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    invite(town.hana, hidden(town))
    token = latest(post_office, TO).rpartition("/")[2]
    assert token not in str(contents())


def test_from_the_letter_into_the_room_with_one_form(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = hidden(town)
    invite(town.hana, circle)
    path, nora = latest(post_office, TO), browsing.by()
    for _ in range(2):
        assert f'value="{TO}"' in nora.get(path).text
    assert nora.post(path, **NORA).location == f"/circles/{circle.id}/room"
    assert nora.get(f"/circles/{circle.id}/room").status_code in (200, 302)
    deliver()
    assert len(post_office.letters(TO)) == 1, "the address needs no second letter"


def test_another_address_is_confirmed_first_and_then_in_the_circle(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = hidden(town)
    invite(town.hana, circle)
    path, nora = latest(post_office, TO), browsing.by()
    other = NORA | {"email": "nora@home.example"}
    assert nora.post(path, **other).location == "/look-into-your-mail"
    with reading() as db:
        assert db.scalar(select(Member).where(Member.email == other["email"])) is None
        assert db.scalars(select(Invitation.uses)).one() == 0
    confirm = latest(post_office, other["email"])
    assert nora.post(confirm).location == f"/circles/{circle.id}"
    with reading() as db:
        member = db.scalars(select(Member).where(Member.email == other["email"])).one()
    assert Person(member.id, member.name, member.handle).actor.in_circle(circle.id)


@pytest.mark.parametrize("way", ["approval", "invitation"])
def test_where_few_are_let_in_a_coordinators_letter_lets_in(
    browsing: Browsing, town: Town, post_office: PostOffice, way: str
) -> None:
    do(town.ada, choosing.choose, sign_up=way)
    invite(town.person("Cora", CommunityRole.COORDINATOR))
    nora = browsing.by()
    nora.post(latest(post_office, TO), **NORA)
    assert nora.get("/me").status_code == 200


def test_an_invitation_that_used_itself_up_before_the_address_was_confirmed_lets_nobody_in(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    do(town.ada, choosing.choose, sign_up="invitation")
    link = f"/invitation/{do(town.ada, actions.make_link, uses=1).token}"
    letters = {}
    for name in ("nora", "nils"):
        visitor = browsing.by()
        visitor.post(link, **(NORA | {"name": name, "email": f"{name}@example.org"}))
        letters[name] = visitor, latest(post_office, f"{name}@example.org")
    first, second = letters.values()
    assert first[0].post(first[1]).status_code == 302
    refused = second[0].post(second[1])
    assert (refused.status_code, "cannot be used" in refused.text) == (422, True)
    with reading() as db:
        assert db.scalar(select(Member).where(Member.email == "nils@example.org")) is None


def test_what_was_taken_back_before_it_left_is_not_sent(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    circle = hidden(town)
    one = invite(town.hana, circle)
    do(town.hana, actions.revoke, one, circle.id)
    invite(town.hana, circle, to="nils@example.org")
    with reading() as db:
        two = db.scalars(select(Invitation.id).where(Invitation.id != one)).one()
    do(town.hana, circles.leave, circle.id)
    deliver()
    assert two
    assert post_office.letters(TO) == post_office.letters("nils@example.org") == []


@pytest.mark.parametrize("kind", [*BlockKind, "reach"])
def test_a_member_who_does_not_want_it_gets_no_letter(
    browsing: Browsing, town: Town, post_office: PostOffice, kind: str
) -> None:
    hana, milo = town.hana, town.milo
    with transaction() as db:
        if kind == "reach":
            db.get_one(Profile, milo.id).reach = Reach.NOBODY
        else:
            ids = {"member_id": milo.id, "other_id": hana.id}
            db.add(Block(**ids, kind=BlockKind(kind), created_at=clock.now()))
    circle = hidden(town)
    invite(hana, circle, to="milo@example.org")
    invite(hana, circle, to="otto@example.org")
    assert town.otto
    deliver()
    assert post_office.letters("milo@example.org") == []
    assert len(post_office.letters("otto@example.org")) == 1


def test_one_letter_that_fails_holds_up_no_other_and_none_comes_twice(
    browsing: Browsing, town: Town, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle, send = hidden(town), mail.post
    for name in ("ida", "nora", "uma"):
        invite(town.hana, circle, name=name.title(), to=f"{name}@example.org")

    def post(letter: mail.Letter) -> None:
        if letter.to == TO:
            raise ConnectionError("not now")
        send(letter)

    monkeypatch.setattr(mails, "post", post)
    relay.run_once()
    relay.run_once()
    monkeypatch.setattr(mails, "post", send)
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        deliver()
    assert [len(post_office.letters(f"{n}@example.org")) for n in ("ida", "nora", "uma")] == [1] * 3


@pytest.mark.parametrize(
    "name", ["Nora\r\nBcc: all@example.org", "Nora <b>Lind</b>", "\u202eaniN", "=?utf-8?q?x?="]
)
def test_a_strange_name_changes_no_header(
    browsing: Browsing, town: Town, post_office: PostOffice, name: str
) -> None:
    strange = town.person("Strange")
    with transaction() as db:
        db.get_one(Member, strange.id).name = name[:80]
    circle = town.circle(strange, name="A <i>circle</i>")
    invite(strange, circle, name=name)
    deliver()
    [letter] = post_office.letters(TO)
    assert letter["Bcc"] is None
    assert letter.get_all("Subject") is not None
    assert len(letter.get_all("To") or []) == 1
    page = letter.get_body(("html",))
    assert page is not None
    assert "<b>Lind" not in str(page.get_content())
    assert "<i>circle" not in str(page.get_content())
