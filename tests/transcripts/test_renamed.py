"""Who is called something else from now on is so in old transcripts as well."""

from community.members.actions import change_profile
from community.sessions.actions import hosting
from community.transcripts import building
from community.transcripts.models import FileKind, TranscriptState
from tests.browsing import Browsing
from tests.doing import do
from tests.transcripts.evenings import Person, Town, end, files, held, make, rows


def rename(who: Person, name: str, handle: str) -> None:
    do(who, change_profile, name=name, handle=handle, role_line="", about="")


def test_who_is_called_something_else_is_so_everywhere(town: Town, browsing: Browsing) -> None:
    berta = town.person("Berta Quist")
    evening, other = held(town, berta, town.milo), held(town, town.milo)
    said = town.say(berta, evening, "Warm it.")
    town.say(town.milo, evening, "How long?", reply_to=said.id)
    town.say(town.milo, other, "Nobody else was here.")
    for one in (evening, other):
        end(one)
    make()
    rename(berta, "Anna Lind", "anna-lind")
    assert [row.state for row in (*rows(evening), *rows(other))] == [
        TranscriptState.DUE,
        TranscriptState.READY,
    ]
    assert "Berta Quist" in browsing.by(town.milo).get(f"/sessions/{evening.id}/transcript").text
    make()
    assert [row.revision for row in rows(evening)] == [1]
    page = browsing.by(town.milo).get(f"/sessions/{evening.id}/transcript").text
    for content in (page.encode(), *files(evening).values()):
        assert b"Berta" not in content
    assert "Anna Lind" in page
    assert b"anna-lind" in files(evening)[FileKind.JSON]


def test_hosts_who_said_nothing_stand_in_it_too(town: Town) -> None:
    hanne = town.person("Hanne Vos")
    evening = town.session(town.circle(hanne))
    do(hanne, hosting.start, evening.id)
    do(hanne, hosting.end, evening.id)
    make()
    rename(hanne, "Hanna Vos", "hanne-vos")
    make()
    assert b"Hanna Vos" in files(evening)[FileKind.PAGE]


def test_what_changes_no_name_makes_nothing_due(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    make()
    rename(town.milo, town.milo.name, town.milo.handle)
    assert rows(evening)[0].state is TranscriptState.READY


def test_what_nobody_can_read_meanwhile_is_made_first(town: Town) -> None:
    evening, later = held(town, town.milo), held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    make()
    rename(town.milo, "Milo Berg", "milo")
    end(later)
    building.take_up()
    claimed = [building._claim(), building._claim()]
    assert [one.session_id for one in claimed if one] == [later.id, evening.id]
