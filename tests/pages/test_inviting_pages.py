"""Making invitations in a browser: for hosts, and for those who let people in."""

import re

import pytest

from community.access.actor import CommunityRole
from community.choices import actions as choosing
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.pages.test_invitation_pages import NORA, hidden, stored
from tests.town import Town


def made_link(visitor: Visitor, page: str) -> str:
    found = re.search(r'value="(http[^"]*/invitation/([\w-]+))"', visitor.get(page).text)
    assert found, "the link is shown"
    assert found[2] not in visitor.get(page).text, "and only once"
    return f"/invitation/{found[2]}"


def test_a_host_makes_a_link_that_is_shown_once_and_takes_it_back(
    browsing: Browsing, town: Town
) -> None:
    circle = hidden(town)
    hana, page = browsing.by(town.hana), f"/circles/{circle.id}/invitations"
    fields = {"make": "link", "link-uses": "3", "link-days": "2"}
    assert hana.post(page, **fields).location == page
    address = made_link(hana, page)
    assert "Link for 3 people" in hana.get(page).text
    assert browsing.by().get(address).status_code == 200
    revoke = re.search(r'action="(/circles/\w+/invitations/\w+/revoke)"', hana.get(page).text)
    assert revoke
    assert hana.post(revoke[1]).location == page
    assert "taken back" in hana.get(page).text
    assert browsing.by().get(address).status_code == 404


def test_without_mail_a_person_is_invited_by_a_link_to_pass_on(
    browsing: Browsing, town: Town
) -> None:
    cora = browsing.by(town.person("Cora", CommunityRole.COORDINATOR))
    page = "/administration/invitations"
    fields = {"make": "person", "person-name": "Nora Lind", "person-email": NORA["email"]}
    cora.post(page, **fields)
    address = made_link(cora, page)
    assert 'value="Nora Lind"' in browsing.by().get(address).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"make": "link", "link-uses": "0", "link-days": "7"}, "1 to 200 people"),
        ({"make": "link", "link-uses": "5", "link-days": "99"}, "1 to 30 days"),
        ({"make": "link", "link-uses": "many", "link-days": ""}, "Please give a number."),
        ({"make": "person", "person-name": "", "person-email": "n@example.org"}, "their name"),
        ({"make": "person", "person-name": "Nora", "person-email": "nora"}, "look like an e-mail"),
        ({"make": "nonsense"}, "Invite into the circle"),
        ({}, "Invite into the circle"),
    ],
)
def test_what_was_typed_wrong_stays_with_its_reason(
    browsing: Browsing, town: Town, fields: dict[str, str], sentence: str
) -> None:
    circle = hidden(town)
    answer = browsing.by(town.hana).post(f"/circles/{circle.id}/invitations", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert stored() == []


def test_only_those_who_may_find_the_page(browsing: Browsing, town: Town) -> None:
    circle = hidden(town)
    milo, page = browsing.by(town.milo), f"/circles/{circle.id}/invitations"
    assert milo.get(page).status_code == milo.post(page, make="link").status_code == 404
    assert milo.get("/administration/invitations").status_code == 404
    assert "Invite people" not in milo.get("/").text
    do(town.ada, choosing.choose, invites="everybody")
    assert 'href="/administration/invitations"' in milo.get("/").text
    assert milo.get("/administration/invitations").status_code == 200
    fields = {"make": "link", "link-uses": "3", "link-days": "2"}
    milo.post("/administration/invitations", **fields)
    assert browsing.by().get(made_link(milo, "/administration/invitations")).status_code == 200
    assert milo.get("/administration").status_code == 404
