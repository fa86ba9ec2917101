"""What a guest keeps when their pass is over: their own words and record, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Member, SignIn
from community.rooms.models import Item
from community.sessions.actions import discussion, hosting, inviting
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import WORDS_LAST, path_for
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.invited import GUEST, entered, guest_link, hidden_evening, member_link, sent_to_sign_in
from tests.sessions.test_passes import everything
from tests.town import Evening, Town
from tests.transcripts.evenings import make


def said_by_guest(browsing: Browsing, town: Town) -> tuple[Visitor, str, Evening, str]:
    """Gwen came by her link and said something; then it was over."""
    evening = hidden_evening(town)
    link = guest_link(evening)
    do(town.hana, hosting.start, evening.id)
    gwen = entered(browsing, link)
    key = {"client_key": "guest-000001", "body": "CANARY"}
    gwen.post(f"/rooms/{evening.room_id}/items", **key)
    do(town.hana, hosting.end, evening.id)
    do(town.hana, hosting.close, evening.id)
    make()
    with reading() as db:
        item = db.scalars(select(Item).where(Item.body == "CANARY")).one()
    gwen.post("/sign-out")
    return gwen, link, evening, item.id


def body_of(item_id: str) -> str:
    with reading() as db:
        return db.get_one(Item, item_id).body


def is_nothing(answer: TestResponse) -> bool:
    return answer.status_code == 404 and "CANARY" not in answer.text


def test_the_link_leads_to_the_guests_own_words_and_to_nothing_else(
    browsing: Browsing, town: Town
) -> None:
    gwen, link, evening, _item = said_by_guest(browsing, town)
    town_words = "SAID-BY-OTHERS"
    do(town.hana, discussion.comment, evening.id, "a-key-of-hana", town_words)
    over = gwen.get(link)
    assert over.status_code == 404
    assert f"{link}/words" in over.text
    assert "Splints" not in over.text
    page = gwen.get(f"{link}/words")
    assert page.status_code == 200
    assert "CANARY" in page.text
    assert town_words not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert gwen.post(link, said="enter").status_code == 404
    for address in (f"/rooms/{evening.room_id}", f"/sessions/{evening.id}", "/me/words"):
        assert sent_to_sign_in(gwen.get(address)), address
    assert sent_to_sign_in(gwen.get(f"/sessions/{evening.id}/transcript"))
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(SignIn)) == 0


def test_looking_at_it_changes_nothing(browsing: Browsing, town: Town) -> None:
    gwen, link, _evening, _item = said_by_guest(browsing, town)
    before = everything()
    for visitor in (gwen, browsing.by()):
        for number in range(6):
            visitor.client.open(f"{link}/words", method="HEAD" if number % 2 else "GET")
    assert everything() == before


def test_they_put_them_right_and_take_them_back(browsing: Browsing, town: Town) -> None:
    gwen, link, evening, item_id = said_by_guest(browsing, town)
    gwen.post(f"{link}/words/{item_id}/correct", body="Other words.")
    assert body_of(item_id) == "Other words."
    transcript = f"/sessions/{evening.id}/transcript"
    assert "Other words." in browsing.by(town.hana).get(transcript).text
    for body, why in ((" ", "write something first"), ("x" * 4_001, "at most 4,000 characters")):
        answer = gwen.post(f"{link}/words/{item_id}/correct", body=body)
        assert answer.status_code == 422
        assert why in answer.text
        assert f">{body}</textarea>" in answer.text, "what was typed is not lost"
    gwen.post(f"{link}/words/{item_id}/withdraw")
    assert body_of(item_id) == ""
    assert "Other words." not in browsing.by(town.hana).get(transcript).text
    assert "Nothing of yours stands there." in gwen.get(f"{link}/words").text


def test_another_browser_gives_the_address_first(browsing: Browsing, town: Town) -> None:
    _gwen, link, _evening, item_id = said_by_guest(browsing, town)
    for other in (browsing.by(), browsing.by(town.otto)):
        page = other.get(f"{link}/words").text
        for word in ("CANARY", "Gwen", "Splints", "gwen@example.net"):
            assert word not in page
        assert is_nothing(other.post(f"{link}/words/{item_id}/withdraw"))
        for typed in ("", "otto@example.org"):
            assert other.post(f"{link}/words", email=typed).status_code == 422
        assert "CANARY" not in other.get(f"{link}/words").text
        assert other.post(f"{link}/words", email=GUEST[1]).status_code == 302
        assert "CANARY" in other.get(f"{link}/words").text
    assert body_of(item_id) == "CANARY"


def test_addresses_are_not_guessed_for_long(browsing: Browsing, town: Town) -> None:
    _gwen, link, _evening, _item = said_by_guest(browsing, town)
    other = browsing.by()
    for number in range(5):
        assert other.post(f"{link}/words", email=f"g{number}@example.net").status_code == 422
    late = other.post(f"{link}/words", email=GUEST[1])
    assert "please wait" in late.text


def test_by_their_link_nobody_reaches_words_of_others(browsing: Browsing, town: Town) -> None:
    gwen, link, evening, _item = said_by_guest(browsing, town)
    where = town.circle(town.hana, town.milo)
    theirs = town.say(town.milo, where, "Of Milo.")
    comment = do(town.hana, discussion.comment, evening.id, "a-key-of-hana", "Of Hana.")
    for one in (theirs.id, comment, evening.id, "a" * 16, "nothing"):
        for way in ("correct", "withdraw"):
            assert gwen.post(f"{link}/words/{one}/{way}", body="Mine").status_code == 404
    assert body_of(theirs.id) == "Of Milo."


def test_the_record_is_signed_and_taken_away_by_the_link(browsing: Browsing, town: Town) -> None:
    gwen, link, _evening, _item = said_by_guest(browsing, town)
    reflection = {"kind": "participatory", "minutes": "30", "ideas": "MY-IDEA"}
    gwen.post(f"{link}/words/reflect", **reflection)
    assert "MY-IDEA" in gwen.get(f"{link}/words").text
    assert gwen.post(f"{link}/words/reflect", kind="reading", minutes="-4").status_code == 422
    there = gwen.post(f"{link}/words/sign").location
    code = there.partition("#code-")[2]
    file = gwen.get(f"{link}/words/{code}.json")
    assert file.status_code == 200
    assert "CANARY" in file.text
    assert is_nothing(browsing.by().get(f"{link}/words/{code}.json"))
    gwen.post(f"{link}/words/{code}/take-back")
    assert gwen.get(f"{link}/words/{code}.json").status_code == 409


def test_also_after_the_invitation_was_taken_back(browsing: Browsing, town: Town) -> None:
    """There is no way in any more; what was said is still theirs."""
    evening = hidden_evening(town)
    own = do(town.hana, inviting.invite_guest, evening.id, *GUEST)
    link = path_for(own.id)
    gwen = entered(browsing, link)
    gwen.post(f"/rooms/{evening.room_id}/items", client_key="guest-000001", body="CANARY")
    do(town.hana, inviting.revoke, evening.id, own.id)
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        before, session.title = session.title, "SECRETLY RENAMED"
    page = gwen.get(f"{link}/words").text
    assert "CANARY" in page
    assert before not in page
    assert "SECRETLY" not in page, "whoever may not see it does not learn what it is called"
    sent = {"kind": "participatory", "minutes": "40", "relevant": "Because it MATTERED."}
    answer = gwen.post(f"{link}/words/reflect", **sent)
    assert (answer.status_code, "MATTERED" in answer.text) == (422, True), "typed, and not lost"
    assert gwen.post(f"{link}/words/sign").status_code == 404
    assert "Put right or" not in page, "people go on talking there"
    assert "Reflection" not in page


def test_it_ends_with_the_pass_and_after_ninety_days(browsing: Browsing, town: Town) -> None:
    gwen, link, evening, item_id = said_by_guest(browsing, town)
    with clock.fixed(clock.now() + WORDS_LAST - timedelta(minutes=1)):
        assert gwen.get(f"{link}/words").status_code == 200
    with clock.fixed(clock.now() + WORDS_LAST + timedelta(minutes=1)):
        assert is_nothing(gwen.get(f"{link}/words"))
        assert is_nothing(gwen.post(f"{link}/words/{item_id}/withdraw"))
        assert "/words" not in gwen.get(link).text
    with transaction() as db:
        db.delete(db.scalars(select(Pass).where(Pass.session_id == evening.id)).one())
    assert is_nothing(gwen.get(f"{link}/words"))


@pytest.mark.parametrize("who", ["a member", "a guest who never came"])
def test_it_is_for_guests_who_came(browsing: Browsing, town: Town, who: str) -> None:
    """A member finds theirs on their own pages."""
    evening = hidden_evening(town)
    member = who == "a member"
    link = member_link(evening, town.otto) if member else guest_link(evening)
    visitor = entered(browsing, link) if member else browsing.by()
    do(town.hana, hosting.start, evening.id)
    do(town.hana, hosting.end, evening.id)
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        session.late_until = clock.now() - timedelta(seconds=1)
    assert is_nothing(visitor.get(f"{link}/words"))
    assert "/words" not in visitor.get(link).text


def test_a_token_that_was_made_up_opens_nothing(browsing: Browsing, town: Town) -> None:
    _gwen, link, _evening, _item = said_by_guest(browsing, town)
    with reading() as db:
        guest = db.scalars(select(Member.id).where(Member.guest)).one()
    for token in ("x", guest, link.rpartition("/")[2][:-1]):
        assert browsing.by().get(f"/s/{token}/words").status_code == 404
