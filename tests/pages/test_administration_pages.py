"""The pages of those who look after the community."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from community.access.actor import CommunityRole
from community.access.policy import Visibility
from community.choices.queries import chosen
from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Member, Profile, Sight
from community.skills.actions import wish
from community.skills.models import Wish
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Town

AT = "/administration"


@pytest.fixture
def ada(browsing: Browsing, town: Town) -> Visitor:
    return browsing.by(town.ada)


@pytest.fixture
def cora(browsing: Browsing, town: Town) -> Visitor:
    return browsing.by(town.person("Cora", CommunityRole.COORDINATOR))


# Members


def test_members_are_found_by_name_handle_and_address(ada: Visitor, town: Town) -> None:
    town.person("Zoe Wren")
    assert town.milo
    for words in ("zoe", "WREN", "zoe-wren", "@zoe", "zoe-wren@EXAMPLE", "Zoé"):
        page = ada.get(f"{AT}/members", q=words).text
        assert ("zoe-wren@example.org" in page, "milo@example.org" in page) == (True, False), words
    assert "Nobody of this name" in ada.get(f"{AT}/members", q="%").text
    assert "milo@example.org" in ada.get(f"{AT}/members").text


def test_addresses_are_for_administrators(browsing: Browsing, cora: Visitor, town: Town) -> None:
    mona = browsing.by(town.person("Mona", CommunityRole.MODERATOR))
    assert town.milo
    for visitor in (cora, mona, browsing.by(town.hana)):
        assert visitor.get(f"{AT}/members").status_code == 404
        for page in ("/people", "/people/milo", "/search?q=milo", AT):
            assert "milo@example.org" not in visitor.get(page).text


def test_a_role_is_given_on_the_page(ada: Visitor, town: Town) -> None:
    address = f"{AT}/members/{town.milo.id}/role"
    assert ada.post(address, role="coordinator", q="milo").location == f"{AT}/members?q=milo"
    assert "Milo is coordinator" in ada.get(f"{AT}/members").text
    assert town.milo.actor.role is CommunityRole.COORDINATOR
    ada.post(address, role="owner")
    assert "There is no such role" in ada.get(f"{AT}/members").text
    ada.post(f"{AT}/members/{town.ada.id}/role", role="member")
    assert "at least one administrator" in ada.get(f"{AT}/members").text


# Many at once


def report(visitor: Visitor, **fields: object) -> str:
    answer = visitor.post(f"{AT}/members/add", **fields)
    assert answer.status_code == 200
    return answer.text


def test_a_pasted_list_is_reported_line_by_line_with_links_where_no_mail_is_sent(
    cora: Visitor, browsing: Browsing, town: Town
) -> None:
    page = report(cora, text="name;e-mail\nNora;nora@example.org\nNils;nils\n;x@example.org\n")
    assert "3 lines" in page
    assert "2 to put right" in page
    assert [int(n) for n in re.findall(r'name="line" value="(\d+)"', page)] == [3, 4]
    [link] = re.findall(r'value="http[^"]*(/invitation/[\w-]+)"', page)
    assert 'value="nora@example.org"' in browsing.by().get(link).text


def test_a_file_is_read_like_a_pasted_list(cora: Visitor) -> None:
    content = "\ufeffZoë,zoe@example.org\r\n".encode()
    page = report(cora, file=(io.BytesIO(content), "people.csv"))
    assert "Zoë" in page
    answer = cora.post(f"{AT}/members/add", file=(io.BytesIO(b"\xff\xfeZ"), "people.csv"))
    assert (answer.status_code, "CSV UTF-8" in answer.text) == (422, True)


def test_lines_are_put_right_in_place(cora: Visitor) -> None:
    fields = {
        "line": ["3", "4", "9"],
        "name": ["Nils", "Nina", ""],
        "email": ["nils@example.org", "nina", ""],
        "circle": ["", "", ""],
    }
    page = report(cora, **fields)
    assert "2 lines" in page
    assert re.findall(r'name="line" value="(\d+)"', page) == ["4"]
    broken = cora.post(f"{AT}/members/add", line=["1", "2"], name=["One"], email=["e"])
    assert (broken.status_code, "arrived incomplete" in broken.text) == (422, True)


@pytest.mark.parametrize("text", ["", "   ", "x" * 400_000])
def test_an_unusable_list_says_so(cora: Visitor, text: str) -> None:
    answer = cora.post(f"{AT}/members/add", text=text)
    assert answer.status_code in (200, 422)
    assert "Invite many" in answer.text


# Settings


def test_settings_show_at_once_on_every_page(ada: Visitor, browsing: Browsing) -> None:
    fields = {
        "name": "Ward nine",
        "sign_up": "approval",
        "invites": "everybody",
        "checked": "first",
    }
    assert ada.post(f"{AT}/settings", **fields, welcome="Come in.").location == f"{AT}/settings"
    assert "Ward nine" in browsing.by().get("/").text
    with reading() as db:
        assert chosen(db).sign_up == "approval"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please give a name."),
        ({"name": "x" * 61}, "at most 60"),
        ({"welcome": "w" * 601}, "At most 600"),
        ({"sign_up": "whoever"}, "valid choice"),
    ],
)
def test_wrong_settings_stay_in_the_form(
    ada: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    fields = {
        "name": "Ward",
        "sign_up": "open",
        "invites": "coordinators",
        "checked": "none",
        "welcome": "",
    }
    answer = ada.post(f"{AT}/settings", **(fields | wrong))
    assert (answer.status_code, sentence in answer.text) == (422, True)


# What each may see


def test_a_coordinator_sees_what_brings_people_in_and_no_more(cora: Visitor) -> None:
    page = cora.get(AT).text
    for there in ("invitations", "members/add", "waiting"):
        assert f'href="{AT}/{there}"' in page
    for elsewhere in ("settings", "members", "deliveries", "export", "guide"):
        assert f'href="{AT}/{elsewhere}' not in page.replace(f"{AT}/members/add", "")


def test_the_numbers_count_no_hidden_circle(ada: Visitor, town: Town) -> None:
    town.circle(town.hana)
    before = re.sub(r'value="[^"]*"', "", ada.get(AT).text)
    assert "1 circle" in before
    town.circle(town.hana, visibility=Visibility.HIDDEN, name="CANARY")
    assert re.sub(r'value="[^"]*"', "", ada.get(AT).text) == before


# Tables to take away


def table(visitor: Visitor, what: str) -> list[dict[str, str]]:
    answer = visitor.get(f"{AT}/export/{what}.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_tables_hold_what_the_administrator_may_see(ada: Visitor, town: Town) -> None:
    town.circle(town.hana, town.milo, name="=Splinting")
    town.circle(town.hana, name="CANARY", visibility=Visibility.HIDDEN)
    do(town.hana, wish, "CANARY skill")
    do(town.milo, wish, "Casting")
    with transaction() as db:
        profile = db.get_one(Profile, town.hana.id)
        profile.organisation, profile.site = "CANARY", "Leeds"
        profile.sights = {"organisation": Sight.CIRCLES.value, "learns": Sight.NOBODY.value}
    with transaction() as db:
        for row in db.scalars(select(Wish).where(Wish.member_id == town.hana.id)):
            row.sight = Sight.NOBODY
    members, circles, skills = (table(ada, what) for what in ("members", "circles", "skills"))
    hana = next(row for row in members if row["handle"] == "hana")
    assert (hana["e-mail"], hana["site"], hana["organisation"]) == ("hana@example.org", "Leeds", "")
    assert [(row["name"], row["people"]) for row in circles] == [("'=Splinting", "2")]
    assert [(row["skill"], row["want to learn it"]) for row in skills] == [("Casting", "1")]
    assert "CANARY" not in str([members, circles, skills])


def test_a_table_of_a_thousand_members_is_whole(ada: Visitor, town: Town) -> None:
    with transaction() as db:
        for number in range(1_001):
            member = Member(
                handle=f"p{number}",
                name=f"Person {number}",
                role=CommunityRole.MEMBER,
                created_at=clock.now(),
            )
            db.add(member)
            db.flush()
            db.add(Profile(member_id=member.id))
    rows = table(ada, "members")
    assert len({row["handle"] for row in rows}) == len(rows) == 1_002


def test_there_is_no_other_table_and_none_for_others(
    ada: Visitor, cora: Visitor, browsing: Browsing
) -> None:
    for what in ("passwords", "members%00", "../members"):
        assert ada.get(f"{AT}/export/{what}.csv").status_code == 404
    assert cora.get(f"{AT}/export/members.csv").status_code == 404
    assert browsing.by().get(f"{AT}/export/members.csv").status_code == 302
