"""Inviting many at once: a word about each line."""

import pytest
from sqlalchemy import update

from community.access.actor import CommunityRole
from community.access.policy import ADMITTING, Visibility
from community.administration.adding import Fate, Outcome, invite_many
from community.administration.lines import Line, read_lines
from community.circles.models import Circle
from community.core.errors import Invalid, NotFound
from community.core.transaction import reading, transaction
from community.invitations import actions, queries
from tests.doing import do
from tests.town import Person, Town


def send(who: Person, text: str, *, by_mail: bool = False) -> list[Outcome]:
    return do(who, invite_many, read_lines(text), by_mail=by_mail)


def fates(outcomes: list[Outcome]) -> list[str]:
    return [one.fate.name for one in outcomes]


def test_each_line_has_its_fate_and_none_is_lost(town: Town) -> None:
    town.circle(town.hana, name="Splinting")
    town.circle(town.hana, name="Casting", visibility=Visibility.ASK)
    town.circle(town.hana, name="Secret", visibility=Visibility.HIDDEN)
    do(town.ada, actions.invite_person, name="Ida", email="ida@example.org")
    text = """Nora Lind,nora@example.org
Hana,HANA@example.org
Ida,ida@example.org
Nora again, Nora@Example.org
No At,nowhere
,nobody@example.org
Sol,sol@example.org,splinting
Tim,tim@example.org,Casting
Uma,uma@example.org,Secret
Vic,vic@example.org,Nowhere
"""
    outcomes = send(town.ada, text)
    assert fates(outcomes) == [
        *("INVITED", "MEMBER", "ALREADY", "TWICE", "EMAIL", "NAME"),
        *("INVITED", "CIRCLE", "CIRCLE", "CIRCLE"),
    ]
    assert [one.line.number for one in outcomes] == list(range(1, 11))
    assert outcomes[3].words == "The same as line 1."
    # Of a circle one may not know one reads the same as of none.
    assert outcomes[8].words == outcomes[9].words != outcomes[7].words
    assert [bool(one.token) for one in outcomes] == [one.fate is Fate.INVITED for one in outcomes]


def test_lines_put_right_are_sent_again(town: Town) -> None:
    [wrong] = send(town.ada, "Nora Lind,nora at example.org")
    right = Line(wrong.line.number, wrong.line.name, "nora@example.org")
    assert fates(do(town.ada, invite_many, [right], by_mail=True)) == ["INVITED"]
    assert fates(do(town.ada, invite_many, [right], by_mail=True)) == ["ALREADY"]


def test_a_link_of_a_line_leads_into_its_circle(town: Town) -> None:
    circle = town.circle(town.hana, name="Splinting")
    [one] = send(town.ada, "Nora,nora@example.org,Splinting")
    with reading() as db:
        found = queries.opened(db, town.milo.actor, one.token)
    assert found.circle is not None
    assert (found.circle.id, found.invitation.name) == (circle.id, "Nora")


def test_once_the_circle_is_not_open_only_its_hosts_invitations_lead_there(town: Town) -> None:
    circle = town.circle(town.hana, name="Splinting")
    [one] = send(town.ada, "Nora,nora@example.org,Splinting")
    with transaction() as db:
        db.execute(update(Circle).values(visibility=Visibility.HIDDEN))
    with reading() as db, pytest.raises(NotFound):
        queries.opened(db, town.milo.actor, one.token)
    assert circle


def test_of_two_circles_of_one_name_the_own_one_is_meant(town: Town) -> None:
    town.circle(town.hana, name="Splinting")
    own = town.circle(town.ada, name="Splinting", visibility=Visibility.HIDDEN)
    [one] = send(town.ada, "Nora,nora@example.org,Splinting")
    with reading() as db:
        circle = queries.opened(db, town.milo.actor, one.token).circle
    assert circle is not None
    assert circle.id == own.id
    town.circle(town.milo, name="Other")
    town.circle(town.otto, name="Other")
    assert fates(send(town.ada, "Nora,nora@example.org,Other")) == ["CIRCLE"]


def test_five_hundred_at_once_and_not_one_more(town: Town) -> None:
    lines = [Line(n, f"Person {n}", f"p{n}@example.org") for n in range(501)]
    assert set(fates(do(town.ada, invite_many, lines[:500], by_mail=True))) == {"INVITED"}
    with pytest.raises(Invalid):
        do(town.ada, invite_many, lines, by_mail=True)


@pytest.mark.parametrize("role", CommunityRole)
def test_only_those_who_let_people_in_send_lists(town: Town, role: CommunityRole) -> None:
    somebody = town.person("Somebody", role)
    if role in ADMITTING:
        assert fates(send(somebody, "Nora,nora@example.org")) == ["INVITED"]
    else:
        with pytest.raises(NotFound):
            send(somebody, "Nora,nora@example.org")
