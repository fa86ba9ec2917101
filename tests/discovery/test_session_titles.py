"""Sessions suggested while one types: by their titles, to those who may know of them."""

from dataclasses import replace

import pytest

from community.access.policy import Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.circles import actions as circles
from community.core.transaction import reading
from community.discovery import session_titles
from community.sessions.actions import inviting
from community.sessions.actions.changing import cancel, change_session
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from tests.counting import counted
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Evening, Person, Town


def suggested(finding: Finding, who: Person, typed: str) -> list[str]:
    return finding.suggested(who, typed, "session")


def rename(evening: Evening, title: str) -> None:
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))
    do(evening.host, change_session, evening.id, replace(plan, title=title))


def test_by_any_word_of_its_title_one_slip_forgiven(finding: Finding, town: Town) -> None:
    where = town.circle(town.hana)
    town.session(where, title="Zither on quiet nights", open_to=OpenTo.MEMBERS)
    for typed in ("zit", "quiet ni", "NIGHTS", "zihter", "quiet nihgts"):
        assert suggested(finding, town.otto, typed) == ["Zither on quiet nights"], typed
    assert suggested(finding, town.otto, "on the") == []


@pytest.mark.parametrize("open_to", OpenTo)
@pytest.mark.parametrize("visibility", [Visibility.OPEN, Visibility.HIDDEN])
def test_it_is_suggested_to_those_who_find_it_by_searching(
    finding: Finding, town: Town, open_to: OpenTo, visibility: Visibility
) -> None:
    where = town.circle(town.hana, town.milo, visibility=visibility)
    evening = town.session(where, title="Zither", open_to=open_to)
    nell = town.person("Nell")
    do(town.hana, inviting.invite_member, evening.id, nell.handle)
    wide = open_to in (OpenTo.PUBLIC, OpenTo.MEMBERS) and visibility is Visibility.OPEN
    may = {town.hana.handle, nell.handle}
    may |= {town.milo.handle} if open_to is not OpenTo.INVITED else set()
    may |= {town.otto.handle} if wide else set()
    everybody = (town.hana, town.milo, town.otto, nell)
    assert {one.handle for one in everybody if suggested(finding, one, "zith")} == may
    assert {one.handle for one in everybody if suggested(finding, one, "zihter")} == may
    assert finding.tables.holds("session", evening.id) is wide


def test_another_title_is_followed_and_a_draft_or_a_cancelled_one_is_not_suggested(
    finding: Finding, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    for open_to in (OpenTo.MEMBERS, OpenTo.CIRCLE):
        evening = town.session(where, title="Zither", open_to=open_to)
        town.session(where, title="Zampogna", open_to=open_to, published=False)
        assert suggested(finding, town.milo, "z") == ["Zither"]
        assert suggested(finding, town.hana, "zamp") == [], "drafts stand in their hosts' own list"
        rename(evening, "Quena")
        assert suggested(finding, town.milo, "z") == []
        assert suggested(finding, town.milo, "quen") == ["Quena"]
        do(town.hana, cancel, evening.id)
        assert suggested(finding, town.milo, "quen") == []


def test_those_of_an_archived_or_left_circle_go(finding: Finding, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    town.session(where, title="Zither", open_to=OpenTo.PUBLIC)
    town.session(where, title="Quena", open_to=OpenTo.CIRCLE)
    assert suggested(finding, town.milo, "quena") == ["Quena"]
    town.archive(where)
    for typed in ("zith", "quen"):
        for who in (town.hana, town.milo, town.otto):
            assert suggested(finding, who, typed) == []
    town.reopen(where)
    assert suggested(finding, town.otto, "zith") == ["Zither"]
    do(town.milo, circles.leave, where.id)
    assert suggested(finding, town.milo, "quena") == []


def test_a_stale_table_proposes_and_the_policy_decides(finding: Finding, town: Town) -> None:
    where = town.circle(town.hana)
    town.session(where, title="Zither", open_to=OpenTo.PUBLIC)
    finding.follow()
    finding.tables.follow = lambda: False  # type: ignore[method-assign]
    shape = {"name": "Splinting", "purpose": "To learn.", "visibility": Visibility.HIDDEN}
    do(town.hana, circles.change_circle, where.id, **shape)
    assert suggested(finding, town.otto, "zith") == []
    assert suggested(finding, town.hana, "zith") == ["Zither"]


@pytest.mark.parametrize("open_to", [OpenTo.MEMBERS, OpenTo.CIRCLE])
def test_kept_without_names_it_is_suggested_and_found_without_them(
    finding: Finding, town: Town, open_to: OpenTo
) -> None:
    zora = town.person("Zora Zamora")
    where = town.circle(zora, town.milo)
    town.session(
        where,
        title="Zither with Zora Zamora",
        open_to=open_to,
        confidentiality=Confidentiality.NO_NAMES,
    )
    assert suggested(finding, town.milo, "zithe") == ["Zither with (a name)"]
    for typed in ("zora", "zamora"):
        assert suggested(finding, town.milo, typed) == []


def test_for_many_kept_without_names_their_circle_is_asked_once(
    finding: Finding, town: Town
) -> None:
    zora = town.person("Zora Zamora")
    where = town.circle(zora, town.milo)

    def asked(start: int, count: int) -> int:
        for number in range(start, start + count):
            town.session(
                where,
                title=f"Zither {number} with Zora Zamora",
                open_to=OpenTo.CIRCLE,
                confidentiality=Confidentiality.NO_NAMES,
            )
        with reading() as db, counted() as statements:
            found = db.execute(session_titles._ALL).all()
            rows = session_titles.rows_of(db, found)
        assert {row[1] for row in rows} == {
            (f"Zither {number} with (a name)",) for number in range(start + count)
        }
        return len(statements)

    first = asked(0, 2)
    assert asked(2, 6) <= first + 3 * 6, "of each who was there; of the circle once"


def test_the_next_of_several_with_one_title_stands_first(finding: Finding, town: Town) -> None:
    where = town.circle(town.hana)
    made = {
        days: town.session(where, title="Zither", open_to=OpenTo.MEMBERS, starts_in=days * 24)
        for days in (20, 3, 40)
    }
    finding.follow()
    found = finding.tables.find("session", "zit", 8, lambda _: False)
    assert found == [made[3].id, made[20].id, made[40].id]


def test_of_very_many_private_ones_the_newest_are_asked(
    finding: Finding, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = town.circle(town.hana, town.milo)
    for days in range(3):
        town.session(where, title=f"Zither {days}", open_to=OpenTo.CIRCLE, starts_in=days + 1)
    assert sorted(suggested(finding, town.milo, "zit")) == ["Zither 0", "Zither 1", "Zither 2"]
    assert session_titles.OWN_MOST >= 100


def test_the_day_it_is_stands_beside_it(finding: Finding, town: Town) -> None:
    where = town.circle(town.hana)
    evening = town.session(where, title="Zither", open_to=OpenTo.MEMBERS)
    with reading() as db:
        session = db.get_one(HostedSession, evening.id)
        (found,) = session_titles.seen(db, town.otto.actor, [evening.id])
    assert found[:2] == (evening.id, "Zither")
    assert str(session.starts_wall.year) in found[2]
