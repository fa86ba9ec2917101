"""Photos, profiles, skills and people on their way in, in an archive and back out of it."""

import io
import tarfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from community.access.blocks import Block, BlockKind
from community.backups import make_backup, restore_backup
from community.choices.models import Choice
from community.circles.models import CircleSkill, Material, MaterialKind
from community.core import clock, transaction
from community.core.ids import new_id
from community.core.transaction import reading
from community.files.models import File, FileContent
from community.mail.models import KeptLetter
from community.members.models import (
    LinkPurpose,
    Member,
    OneTimeLink,
    Profile,
    SignUp,
)
from community.settings import Settings
from community.skills.models import Level, Offer, Skill, SkillName
from tests.commands.test_backups import another, everything, kept
from tests.town import Town

__all__ = ["another"]
EVERY_BYTE = bytes(range(256)) * 40
SECRET_HASH, OTHER_HASH = "a-hash-of-a-token-that-was-mailed", "another-hash-of-one"
NOW = clock.now()


def photo() -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(written, "WEBP")
    return written.getvalue()


def settle(town: Town) -> None:
    milo, otto = town.milo.id, town.otto.id
    circle = town.circle(town.hana, town.milo)
    with transaction.transaction() as db:
        face = add_file(db, milo, "milo.webp", photo())
        sheet = add_file(db, milo, "sheet", EVERY_BYTE)
        add_profile(db, milo, face)
        add_skill(db, milo, circle.id)
        add_ways_in(db, milo)
        db.add_all(
            [
                Block(member_id=milo, other_id=otto, kind=BlockKind.BLOCK, created_at=NOW),
                Material(
                    id=new_id(),
                    circle_id=circle.id,
                    kind=MaterialKind.FILE,
                    title="The sheet",
                    file_id=sheet,
                    created_at=NOW,
                ),
                Choice(key="sign_up", value="approval"),
            ]
        )


def add_file(db: Session, owner_id: str, name: str, content: bytes) -> str:
    file = File(
        id=new_id(),
        owner_id=owner_id,
        name=name,
        media_type="application/octet-stream",
        size=len(content),
        created_at=NOW,
    )
    db.add(file)
    db.flush()
    db.add(FileContent(file_id=file.id, content=content))
    return file.id


def add_profile(db: Session, member_id: str, photo_id: str) -> None:
    member = db.get_one(Member, member_id)
    member.photo_id, member.away_until = photo_id, date(2026, 12, 24)
    profile = db.get(Profile, member_id) or Profile(member_id=member_id)
    profile.photo_id, profile.sights = photo_id, {"photo": "circles"}
    profile.links = [{"label": "Page", "address": "https://a.example"}]
    db.add(profile)


def add_skill(db: Session, member_id: str, circle_id: str) -> None:
    skill = Skill(id=new_id(), name="Thumb splints", key="thumb splints", created_at=NOW)
    db.add(skill)
    db.flush()
    offer = Offer(member_id=member_id, skill_id=skill.id, called="thumbs", created_at=NOW)
    offer.level, offer.words = Level.SEASONED, "Twenty years of them."
    name = SkillName(key="thumb splints", name="Thumb splints", skill_id=skill.id)
    db.add_all([name, offer, CircleSkill(circle_id=circle_id, skill_id=skill.id)])


def add_ways_in(db: Session, member_id: str) -> None:
    """A letter, a link that was mailed, and somebody who waits to be let in."""
    later = NOW + timedelta(days=7)
    letter = KeptLetter(
        id=new_id(), to="n@example.org", subject="A letter", text="", html="", created_at=NOW
    )
    link = OneTimeLink(
        id=SECRET_HASH,
        member_id=member_id,
        purpose=LinkPurpose.RESET,
        email="milo@example.org",
        expires_at=later,
    )
    asking = SignUp(
        id=new_id(),
        token_hash=OTHER_HASH,
        name="Nora",
        email="nora@example.org",
        password_hash="x",
        created_at=NOW,
        expires_at=later,
        confirmed_at=NOW,
    )
    db.add_all([letter, link, asking])


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_photos_and_files_come_back_byte_for_byte_on_either_database(
    town: Town,
    settings: Settings,
    another: Callable[[str], Settings],
    tmp_path: Path,
    kind: str,
) -> None:
    settle(town)
    before = everything()
    make_backup(settings, tmp_path / "it.tar.gz")
    restore_backup(another(kind), tmp_path / "it.tar.gz")
    after = everything()
    assert without_tokens(kept(after)) == without_tokens(kept(before))
    with reading() as db:
        contents = [content.content for content in db.query(FileContent)]
        waiting = db.query(SignUp).one()
        assert (waiting.email, waiting.token_hash) == ("nora@example.org", None)
        assert db.get_one(Profile, town.milo.id).sights == {"photo": "circles"}
        assert db.get_one(Member, town.milo.id).away_until == date(2026, 12, 24)
    assert sorted(contents, key=len) == sorted([photo(), EVERY_BYTE], key=len)
    transaction.database().close()


def without_tokens(rows: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    return {
        name: [["None" if cell == OTHER_HASH else cell for cell in row] for row in found]
        for name, found in rows.items()
    }


def test_no_letter_and_no_way_in_is_kept(town: Town, settings: Settings, tmp_path: Path) -> None:
    settle(town)
    make_backup(settings, tmp_path / "it.tar.gz")
    with tarfile.open(tmp_path / "it.tar.gz") as archive:
        read = {name: archive.extractfile(name) for name in archive.getnames()}
        written = b"".join(content.read() for content in read.values() if content)
    assert b"nora@example.org" in written
    for secret in (SECRET_HASH, OTHER_HASH, "A letter"):
        assert secret.encode() not in written
