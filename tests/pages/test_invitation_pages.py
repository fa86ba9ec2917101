"""Invitations as they are made, opened and accepted in a browser."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from community.access.actor import CommunityRole
from community.access.policy import Visibility
from community.choices import actions as choosing
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading, transaction
from community.invitations import actions
from community.invitations.models import Invitation
from community.members.models import Member, SignUp
from community.members.sign_ups import waiting
from tests.browsing import Browsing
from tests.doing import do
from tests.town import PASSWORD, Meeting, Person, Town

NORA = {"name": "Nora Lind", "email": "nora@example.org", "password": "four blue owls tonight"}
CSRF = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')


def hidden(town: Town) -> Meeting:
    return town.circle(
        town.hana,
        visibility=Visibility.HIDDEN,
        name="CANARY",
        purpose="CANARY purpose",
    )


def link(who: Person, circle: Meeting | None = None, uses: int = 5) -> str:
    made = do(who, actions.make_link, circle.id if circle else None, uses=uses)
    return f"/invitation/{made.token}"


def personal(who: Person, circle: Meeting | None = None, email: str = NORA["email"]) -> str:
    made = do(
        who, actions.invite_person, circle.id if circle else None, name="Nora Lind", email=email
    )
    return f"/invitation/{made.token}"


def stored() -> list[tuple[object, ...]]:
    with reading() as db:
        rows = db.execute(select(Invitation.uses, Invitation.revoked_at, Invitation.token_hash))
        return sorted(map(tuple, rows))


def members() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Member)) or 0


# Opening


def test_looking_at_an_invitation_changes_nothing(browsing: Browsing, town: Town) -> None:
    addresses = [link(town.hana, hidden(town)), link(town.ada), personal(town.ada)]
    before = stored()
    for visitor in (browsing.by(), browsing.by(town.milo), browsing.by(town.hana)):
        for address in addresses:
            answer = visitor.get(address)
            assert answer.status_code == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Cache-Control"] == "no-store"
            assert visitor.client.head(address).status_code == 200
    assert stored() == before
    assert members() == 3


def test_whoever_holds_the_link_reads_who_invites_into_what(browsing: Browsing, town: Town) -> None:
    address = link(town.hana, hidden(town))
    for visitor in (browsing.by(), browsing.by(town.milo)):
        page = visitor.get(address).text
        assert "Hana invites you" in page
        assert "CANARY purpose" in page
    assert "hana@example.org" not in browsing.by().get(address).text


def revoked(town: Town) -> None:
    with transaction() as db:
        db.execute(update(Invitation).values(revoked_at=clock.now()))


def used_up(town: Town) -> None:
    with transaction() as db:
        db.execute(update(Invitation).values(uses=Invitation.most_uses))


def expired(town: Town) -> None:
    with transaction() as db:
        db.execute(update(Invitation).values(expires_at=clock.now()))


def archived(town: Town) -> None:
    with transaction() as db:
        db.execute(update(Circle).values(archived_at=clock.now()))


@pytest.mark.parametrize("end", [revoked, used_up, expired, archived])
def test_every_end_looks_like_a_link_that_never_was(
    browsing: Browsing, town: Town, end: Callable[[Town], None]
) -> None:
    address, nowhere = link(town.hana, hidden(town)), "/invitation/" + "A" * 32
    end(town)
    assert browsing.by().get(f"{address}/sign-in").status_code == 404
    for visitor in (browsing.by(), browsing.by(town.milo)):
        one, other = visitor.get(address), visitor.get(nowhere)
        sent, lost = visitor.post(address, **NORA), visitor.post(nowhere, **NORA)
        for answer in (one, other, sent, lost):
            assert answer.status_code == 404
            assert "CANARY" not in answer.text
        assert CSRF.sub(r"\1", one.text) == CSRF.sub(r"\1", other.text)
        assert CSRF.sub(r"\1", sent.text) == CSRF.sub(r"\1", lost.text)
        assert set(one.headers.keys()) == set(other.headers.keys())
    assert members() == 2


# Accepting


def test_a_member_accepts_with_one_button_and_is_in_the_room(
    browsing: Browsing, town: Town
) -> None:
    circle = hidden(town)
    address, milo = link(town.hana, circle, uses=1), browsing.by(town.milo)
    answer = milo.post(address)
    assert answer.location == f"/circles/{circle.id}/room"
    assert milo.client.get(answer.location, follow_redirects=True).status_code == 200
    # The letter is opened again: it leads where they are.
    assert milo.get(address).location == f"/circles/{circle.id}/room"
    assert browsing.by(town.otto).get(address).status_code == 404


def test_an_agreement_is_read_before(browsing: Browsing, town: Town) -> None:
    circle = hidden(town)
    with transaction() as db:
        db.execute(update(Circle).values(agreement="What is said here stays here."))
    address, milo = link(town.hana, circle), browsing.by(town.milo)
    assert "stays here" in milo.get(address).text
    answer = milo.post(address)
    assert answer.status_code == 422
    assert "accept it" in answer.text
    assert milo.post(address, agreed="y").location.endswith("/room")


def test_a_full_circle_leads_to_its_line(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.otto)
    with transaction() as db:
        db.execute(update(Circle).values(most=2))
    address, milo = link(town.hana, circle), browsing.by(town.milo)
    assert milo.post(address).location == f"/circles/{circle.id}"
    assert "The circle is full" in milo.get(address).text


def test_a_member_signs_in_and_comes_in_by_one_button(browsing: Browsing, town: Town) -> None:
    circle = hidden(town)
    address, milo = link(town.hana, circle), browsing.by()
    sign_in = f"{address}/sign-in"
    assert town.milo
    assert f'href="{sign_in}"' in milo.get(address).text
    wrong = milo.post(sign_in, name="milo", password="not the right one")
    assert (wrong.status_code, "do not fit" in wrong.text) == (422, True)
    assert stored()[0][0] == 0
    answer = milo.post(sign_in, name="milo", password=PASSWORD)
    assert answer.location == f"/circles/{circle.id}/room"
    assert milo.get(sign_in).location == address
    assert town.milo.actor.in_circle(circle.id)


def test_who_signs_in_without_agreeing_reads_the_agreement(browsing: Browsing, town: Town) -> None:
    circle = hidden(town)
    with transaction() as db:
        db.execute(update(Circle).values(agreement="What is said here stays here."))
    address, milo = link(town.hana, circle), browsing.by()
    assert town.milo
    fields = {"name": "milo", "password": PASSWORD}
    assert milo.post(f"{address}/sign-in", **fields).location == address
    assert "stays here" in milo.get(address).text
    otto = browsing.by()
    fields = {"name": town.otto.handle, "password": PASSWORD, "agreed": "y"}
    assert otto.post(f"{address}/sign-in", **fields).location.endswith("/room")


def test_a_member_needs_no_invitation_into_the_community(browsing: Browsing, town: Town) -> None:
    address = link(town.ada)
    milo = browsing.by(town.milo)
    assert "a member already" in milo.get(address).text
    assert milo.post(address).location == "/"
    assert stored()[0][0] == 0


# Joining by one


@pytest.mark.parametrize("way", ["open", "approval", "invitation"])
def test_from_the_letter_into_the_room_in_one_form(
    browsing: Browsing, town: Town, way: str
) -> None:
    do(town.ada, choosing.choose, sign_up=way)
    hana = town.hana
    with transaction() as db:
        db.get_one(Member, hana.id).role = CommunityRole.COORDINATOR
    circle = hidden(town)
    address, nora = personal(town.hana, circle), browsing.by()
    answer = nora.post(address, **NORA)
    assert answer.location == f"/circles/{circle.id}/room"
    assert "CANARY" in nora.client.get(answer.location, follow_redirects=True).text
    assert nora.get(address).location == answer.location


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please give your name."),
        ({"email": "nora"}, "look like an e-mail"),
        ({"password": "short"}, "10 to 128"),
        ({"email": "milo@example.org"}, "account already"),
    ],
)
def test_what_cannot_be_joined_with_stays_in_the_form(
    browsing: Browsing, town: Town, wrong: dict[str, str], sentence: str
) -> None:
    assert town.milo
    address, before = link(town.ada), members()
    answer = browsing.by().post(address, **(NORA | wrong))
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (members(), stored()[0][0]) == (before, 0)


def test_a_hosts_link_opens_no_closed_community(browsing: Browsing, town: Town) -> None:
    circle = hidden(town)
    address = link(town.hana, circle)
    do(town.ada, choosing.choose, sign_up="invitation")
    before = members()
    assert "members of" in browsing.by().get(address).text
    browsing.by().post(address, **NORA)
    assert members() == before


def test_where_one_is_let_in_the_invitation_is_kept_until_then(
    browsing: Browsing, town: Town
) -> None:
    circle = hidden(town)
    address = link(town.hana, circle)
    do(town.ada, choosing.choose, sign_up="approval")
    assert browsing.by().post(address, **NORA).location == "/sign-up/waiting"
    with reading() as db:
        assert [one.name for one in waiting(db, town.ada.actor)] == ["Nora Lind"]
        sign_up_id = db.scalars(select(SignUp.id)).one()
    ada = browsing.by(town.ada)
    assert "Nora Lind" in ada.get("/administration/waiting").text
    ada.post(f"/administration/waiting/{sign_up_id}/let-in")
    with reading() as db:
        nora = db.scalars(select(Member).where(Member.email == NORA["email"])).one()
    assert Person(nora.id, nora.name, nora.handle).actor.in_circle(circle.id)
