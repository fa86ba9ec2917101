"""People, one's own profile and password, the inbox, today, search, administration."""

import pytest

from community import background
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import relay
from community.core.outbox import enqueue
from community.core.transaction import transaction
from community.discovery.views import index as search_index
from tests.browsing import Browsing
from tests.doing import do
from tests.town import PASSWORD, Town

ABOUT = {"name": "Milo Vega", "handle": "milo", "role_line": "Nurse, Leeds", "about": "I **knit**."}


def settle(browsing: Browsing) -> None:
    """Deliver what is owed and let the index follow."""
    with browsing.app.app_context():
        while background.step(search_index()):
            pass


def test_a_profile_is_changed_and_seen(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert milo.get("/me").status_code == 200
    assert milo.post("/me", **ABOUT).location == "/me"
    page = browsing.by(town.hana).get("/people/milo").text
    for words in ("Milo Vega", "Nurse, Leeds", "<strong>knit</strong>"):
        assert words in page
    assert "milo@example.org" not in page


def test_nobody_elses_page_shows_an_address_or_a_way_to_change_it(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    town.say(town.milo, circle)
    otto = browsing.by(town.otto)
    for address in ("/people", "/people/milo", f"/circles/{circle.id}", "/search?q=milo"):
        page = otto.get(address).text
        assert "milo@example.org" not in page
        assert "argon2" not in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", "", "name"), ("name", "\u200d", "name"), ("handle", "hana", "called @hana already"),
     ("handle", "admin", "3 to 40"), ("about", "x" * 1001, "At most 1000"),
     ("role_line", "x" * 121, "At most 120")],
)  # fmt: skip
def test_a_profile_that_cannot_be_used_says_why_and_keeps_the_rest(
    browsing: Browsing, town: Town, field: str, typed: str, said: str
) -> None:
    assert town.hana.handle == "hana"
    milo = browsing.by(town.milo)
    answer = milo.post("/me", **{**ABOUT, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    for name in set(ABOUT) - {field}:
        assert ABOUT[name] in answer.text
    assert "Milo Vega" not in browsing.by(town.hana).get("/people/milo").text


def test_somebody_who_is_not_there_is_not_found(browsing: Browsing, town: Town) -> None:
    hana = browsing.by(town.hana)
    assert town.milo.handle == "milo"
    for handle in ("nobody", "mi%00lo", "%F0%9F", "..", "admin", "a" * 500, "мило", "%EF%BF%BF"):
        assert hana.get(f"/people/{handle}").status_code == 404, handle
    assert hana.get("/people/MILO").status_code == 200


def test_a_new_password_signs_the_other_browsers_out(browsing: Browsing, town: Town) -> None:
    here, elsewhere = browsing.by(town.milo), browsing.by(town.milo)
    new = "five green herons tonight"
    assert here.get("/me/password").status_code == 200
    assert here.post("/me/password", old=PASSWORD, password=new).location == "/me/account"
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    for password, status in ((PASSWORD, 422), (new, 302)):
        answer = browsing.by().post("/sign-in", name="milo", password=password)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("wrong wrong wrong", "five green herons", "do not fit"), (PASSWORD, "short", "10 to 128"),
     (PASSWORD, "Milo", "10 to 128"), ("", "five green herons", "Please give")],
)  # fmt: skip
def test_a_password_is_changed_only_with_the_old_one(
    browsing: Browsing, town: Town, old: str, new: str, said: str
) -> None:
    milo, elsewhere = browsing.by(town.milo), browsing.by(town.milo)
    answer = milo.post("/me/password", old=old, password=new)
    assert answer.status_code == 422
    assert said in answer.text
    assert elsewhere.get("/me").status_code == 200


def test_hosts_hear_of_who_asks_and_members_of_the_answer(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.otto, visibility=Visibility.ASK, name="Splint makers")
    town.ask(town.milo, circle.id)
    relay.run_once()
    hana, milo, otto = (browsing.by(who) for who in (town.hana, town.milo, town.otto))
    assert "Milo" in hana.get("/inbox").text
    assert "Milo" not in otto.get("/inbox").text
    do(town.hana, circles.accept, circle.id, town.milo.id)
    relay.run_once()
    assert "Splint makers" in milo.get("/inbox").text
    assert milo.post("/inbox/read").location == "/inbox"
    assert "Splint makers" in milo.get("/inbox").text


def test_an_invitation_to_a_hidden_circle_is_heard_of_while_it_stands(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN, name="CANARY circle")
    town.invite(town.milo, circle.id, town.hana)
    relay.run_once()
    milo = browsing.by(town.milo)
    assert "CANARY" in milo.get("/inbox").text
    assert "CANARY" in milo.get("/").text
    do(town.hana, circles.remove, circle.id, town.milo.id)
    for address in ("/inbox", "/", "/circles"):
        assert "CANARY" not in milo.get(address).text


def test_today_is_a_welcome_to_strangers_and_shows_members_their_rooms(
    browsing: Browsing, town: Town
) -> None:
    town.circle(town.hana, name="CANARY")
    assert "CANARY" not in browsing.by().get("/").text
    assert "CANARY" in browsing.by(town.hana).get("/").text
    assert browsing.by(town.milo).get("/").status_code == 200


def test_search_finds_people_and_circles_one_may_see(browsing: Browsing, town: Town) -> None:
    otto = browsing.by(town.otto)
    town.circle(town.hana, name="Thumb splints")
    town.circle(town.hana, name="Thumb secrets", visibility=Visibility.HIDDEN)
    settle(browsing)
    page = otto.get("/search", q="thumb").text
    assert "splints" in page
    assert "secrets" not in page
    assert "secrets" in browsing.by(town.hana).get("/search", q="thumb").text
    assert "Otto" in browsing.by(town.hana).get("/search", q="otto").text


def test_what_is_no_longer_open_is_not_found_even_before_the_index_knows(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, name="Thumb secrets")
    settle(browsing)
    hidden = {"name": "Thumb secrets", "purpose": "x", "visibility": Visibility.HIDDEN}
    do(town.hana, circles.change_circle, circle.id, **hidden)
    assert "secrets" not in browsing.by(town.otto).get("/search", q="thumb").text


@pytest.mark.parametrize(
    "words",
    ["", " ", '"', "*", "-", "kind:", "kind:x", "in:", "teach:c#", "a" * 5000, "\0", "((((",
     "a AND",
     "before:tomorrow", "from:@milo", "%", "\\", "<script>", "😀", "\u202e", "~ ^ ? [a TO z]"],
)  # fmt: skip
def test_nothing_typed_into_the_search_is_a_fault(
    browsing: Browsing, town: Town, words: str
) -> None:
    assert browsing.by(town.milo).get("/search", q=words).status_code == 200


def test_an_administrator_sees_what_was_given_up_and_tries_again(
    browsing: Browsing, town: Town
) -> None:
    from sqlalchemy import update

    from community.core.outbox import Job

    with transaction() as db:
        enqueue(db, "nobody's", {"words": "CANARY"})
    relay.run_once()
    with transaction() as db:
        db.execute(update(Job).values(dead=True))
    ada = browsing.by(town.ada)
    assert "1 delivery was given up" in ada.get("/administration").text
    page = ada.get("/administration/deliveries").text
    assert "nobody" in page
    assert "CANARY" not in page
    found = "/administration/jobs/"
    number = page.partition(found)[2].partition("/")[0]
    assert ada.post(f"{found}{number}/again").location == "/administration/deliveries"
    assert found not in ada.get("/administration/deliveries").text
    assert ada.post(f"{found}{10**30}/again").status_code == 404
    for who in (town.milo, town.hana):
        assert browsing.by(who).get("/administration").status_code == 404
        assert browsing.by(who).get("/administration/deliveries").status_code == 404
