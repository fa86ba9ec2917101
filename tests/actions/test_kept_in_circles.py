"""Files and links of a circle, and the circles it points to."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from community.access.policy import Permission, Visibility
from community.circles import actions
from community.circles.materials import access_material, materials
from community.circles.page import ties
from community.circles.queries import access_circle
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from community.files.models import File, FileContent
from tests.doing import do
from tests.town import Meeting, Person, Town

TEXT: dict[str, Any] = {
    "title": "",
    "upload": actions.fit_to_keep("notes.txt", b"Warm it for a minute."),
}


def listed(who: Person, circle: Meeting) -> list[tuple[str, bool]]:
    """Titles, and whether this person may remove them."""
    actor = who.actor
    with reading() as db:
        found = access_circle(db, actor, circle.id, Permission.CIRCLE_READ)
        return [(one.material.title, one.removable) for one in materials(db, actor, found)]


def files() -> int:
    with reading() as db:
        kept = db.scalar(select(func.count()).select_from(File)) or 0
        assert kept == db.scalar(select(func.count()).select_from(FileContent))
        return kept


def test_everybody_in_a_circle_keeps_links_and_files_there(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.milo, actions.add_link, circle.id, address="example.org/splints", title="Splints")
    do(town.milo, actions.add_file, circle.id, **TEXT)
    assert sorted(listed(town.hana, circle)) == [("Splints", True), ("notes.txt", True)]


@pytest.mark.parametrize("address", ["", " ", "javascript:alert(1)", "ftp://example.org", "a b",
                                     "https://", "https://hana:secret@example.org"])  # fmt: skip
def test_what_is_no_address_of_a_page_is_said_so(town: Town, address: str) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid) as refusal:
        do(town.hana, actions.add_link, circle.id, address=address, title="")
    assert "address" in refusal.value.fields


def test_without_a_title_a_link_is_called_after_where_it_leads(town: Town) -> None:
    circle = town.circle(town.hana)
    do(town.hana, actions.add_link, circle.id, address="https://example.org/a", title=" ")
    assert listed(town.hana, circle)[0][0] == "example.org"
    with pytest.raises(Invalid) as refusal:
        do(town.hana, actions.add_link, circle.id, address="example.org", title="x" * 161)
    assert "title" in refusal.value.fields


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.exe", b"MZ"),
        ("notes.pdf", b"no pdf"),
        ("notes.txt", b""),
        ("notes.html", b"<b>"),
        ("notes.png", b"no picture"),
    ],
)
def test_what_is_no_document_is_refused_and_leaves_nothing(
    town: Town, name: str, content: bytes
) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid):
        do(
            town.hana,
            actions.add_file,
            circle.id,
            title="",
            upload=actions.fit_to_keep(name, content),
        )
    assert files() == 0


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(town: Town) -> None:
    packed, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "CAMERA"
    Image.new("RGB", (40, 30), "red").save(packed, "JPEG", exif=exif)
    upload = actions.fit_to_keep("Board.JPG", packed.getvalue())
    assert upload.name == "Board.webp"
    assert b"CAMERA" in packed.getvalue()
    assert b"CAMERA" not in upload.content
    circle = town.circle(town.hana)
    do(town.hana, actions.add_file, circle.id, title="", upload=upload)
    assert listed(town.hana, circle) == [("Board.webp", True)]


def test_nobody_else_reads_or_adds_anything(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    kept = do(town.milo, actions.add_file, circle.id, **TEXT)
    secret = do(town.hana, actions.add_file, hidden.id, **TEXT)
    for meeting, error in ((circle, Forbidden), (hidden, NotFound)):
        with pytest.raises(error):
            do(town.otto, actions.add_file, meeting.id, **TEXT)
        with pytest.raises(error):
            do(town.otto, actions.add_link, meeting.id, address="example.org", title="")
    for material, error in ((kept, Forbidden), (secret, NotFound)):
        with reading() as db, pytest.raises(error):
            access_material(db, town.otto.actor, material.id, Permission.CIRCLE_READ)
        with pytest.raises(error):
            do(town.otto, actions.remove_material, material.id)


def test_who_added_it_and_hosts_remove_it_with_its_bytes(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    mine = do(town.milo, actions.add_file, circle.id, **TEXT)
    assert listed(town.otto, circle) == [("notes.txt", False)]
    with pytest.raises(Forbidden):
        do(town.otto, actions.remove_material, mine.id)
    do(town.milo, actions.remove_material, mine.id)
    other = do(town.milo, actions.add_file, circle.id, **TEXT)
    do(town.hana, actions.remove_material, other.id)
    assert (listed(town.hana, circle), files()) == ([], 0)
    with pytest.raises(NotFound):
        do(town.hana, actions.remove_material, other.id)


def test_whoever_left_reads_it_no_more_and_it_stays(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    kept = do(town.milo, actions.add_file, circle.id, **TEXT)
    do(town.milo, actions.leave, circle.id)
    with reading() as db, pytest.raises(Forbidden):
        access_material(db, town.milo.actor, kept.id, Permission.CIRCLE_READ)
    assert listed(town.hana, circle) == [("notes.txt", True)]


def pointed_to(who: Person, circle: Meeting) -> Sequence[str]:
    actor = who.actor
    with reading() as db:
        found = access_circle(db, actor, circle.id, Permission.CIRCLE_SEE)
        return [other.name for other in ties(db, actor, found)]


def test_a_host_points_to_circles_by_name_or_address_and_takes_it_back(town: Town) -> None:
    circle, other = town.circle(town.hana), town.circle(town.milo, name="Knots")
    third = town.circle(town.milo, name="Ropes")
    do(town.hana, actions.tie, circle.id, " knots ")
    do(town.hana, actions.tie, circle.id, f"https://example.org/circles/{third.id}?x=1")
    do(town.hana, actions.tie, circle.id, "Knots")
    assert pointed_to(town.otto, circle) == ["Knots", "Ropes"]
    do(town.hana, actions.untie, circle.id, other.id)
    assert pointed_to(town.otto, circle) == ["Ropes"]
    with pytest.raises(Forbidden):
        do(town.milo, actions.tie, circle.id, "Knots")


def test_what_a_host_may_not_know_of_is_not_there_to_point_to(town: Town) -> None:
    circle = town.circle(town.hana)
    hidden = town.circle(town.milo, name="Secret", visibility=Visibility.HIDDEN)
    for typed in ("Secret", "Nothing", f"/circles/{hidden.id}", "/circles/" + "a" * 16, "", "%"):
        with pytest.raises(Refused, match="no circle"):
            do(town.hana, actions.tie, circle.id, typed)
    with pytest.raises(Refused, match="itself"):
        do(town.hana, actions.tie, circle.id, f"/circles/{circle.id}")
    town.circle(town.milo, name="Twice")
    town.circle(town.milo, name="Twice")
    with pytest.raises(Refused, match="Several"):
        do(town.hana, actions.tie, circle.id, "Twice")


def test_a_hidden_circle_is_pointed_to_for_those_who_know_of_it(town: Town) -> None:
    circle = town.circle(town.hana, town.otto)
    town.circle(town.hana, town.milo, name="Secret", visibility=Visibility.HIDDEN)
    do(town.hana, actions.tie, circle.id, "Secret")
    assert pointed_to(town.hana, circle) == ["Secret"]
    assert pointed_to(town.milo, circle) == ["Secret"]
    assert pointed_to(town.otto, circle) == []
