"""Sessions without names, many at once: as each by itself, and a circle's people read once."""

from collections.abc import Iterable

from sqlalchemy import select

from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import reading
from community.discovery import of_sessions
from community.members.actions import change_profile
from community.sessions.models import HostedSession
from community.sessions.names_out import shown_without_names
from community.sessions.names_out_of_many import titles_without_names
from community.sessions.queries import WITH_HOUSE
from tests.counting import counted
from tests.doing import do
from tests.town import Evening, Meeting, Town

WORDS = "With Hana Novak, otto-w and Nell; ask @milo, or Novak, hana, Berta."


def named(town: Town) -> list[Evening]:
    """Evenings of two circles, one of which Otto comes to without being in the circle."""
    handles = {"hana": "Hana Novak", "otto": "Otto Wild", "milo": "Milo"}
    for person in (town.hana, town.otto, town.milo):
        name = {"name": handles[person.handle], "handle": person.handle}
        do(person, change_profile, **name, role_line="", about="")
    town.person("Nell")
    circles = town.circle(town.hana, town.milo), town.circle(town.hana, town.ada)
    do(town.milo, change_profile, name="Berta", handle="berta-b", role_line="", about="")
    evenings = [evening(town, circle, number) for circle in circles for number in range(3)]
    town.come(town.otto, evenings[1])
    return evenings


def evening(town: Town, circle: Meeting, number: int) -> Evening:
    kept = Confidentiality.OPEN if number == 2 else Confidentiality.NO_NAMES
    return town.session(
        circle,
        title=f"Evening {number} of Hana",
        introduction=WORDS,
        open_to=OpenTo.MEMBERS,
        confidentiality=kept,
    )


def test_each_reads_as_it_does_by_itself(town: Town) -> None:
    evenings = named(town)

    with reading() as db:
        sessions = list(db.scalars(select(HostedSession).options(*WITH_HOUSE)))
        together = titles_without_names(db, sessions)
        assert set(together) == {one.id for one in evenings}
        for one in sessions:
            alone = shown_without_names(db, one, [one.title, one.introduction])
            assert together[one.id] == alone
    texts = [together[one.id] for one in evenings]
    assert "Berta" not in texts[0][1]
    assert "Wild" not in texts[1][1]
    assert texts[0] != texts[1], "who came there is named there"
    assert texts[2][1] == WORDS


def test_of_ten_more_sessions_no_more_people_are_read(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = [evening(town, circle, 0) for _ in range(2)]
    few = asked(one.id for one in first)
    many = asked(evening(town, circle, 0).id for _ in range(10))

    assert few == many == 1


def asked(ids: Iterable[str]) -> int:
    """How often the people of a circle are asked for, to tell the index of these sessions."""
    wanted = list(ids)
    with reading() as db:
        these = select(HostedSession).where(HostedSession.id.in_(wanted))
        sessions = db.scalars(these.options(*WITH_HOUSE)).all()
        with counted() as statements:
            assert len(of_sessions.of_sessions(db, sessions)) == len(wanted)
    return sum("FROM memberships" in one for one in statements)
