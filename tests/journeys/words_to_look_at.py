"""A message with files, and what somebody keeps, for the pages one looks at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.rooms.actions.starring import star
from community.rooms.models import Attachment
from tests.doing import do
from tests.files.pictures import packed
from tests.town import Meeting, Person, Town

LONG_FILE = "Protokoll-der-" + "Arbeitsgemeinschaft-" * 4 + ".txt"
SIZES = [("JPEG", "wide.jpg", (1200, 300)), ("PNG", "tall.png", (300, 1200))]


def words_to_look_at(found: dict[str, Person], known: dict[str, str]) -> None:
    """Hana sends pictures and a file with a long name; Milo keeps that, with a note."""
    hana = found["hana"]
    where, town = Meeting(known["First evenings"], known["room of First evenings"], hana), Town()
    files = [town.send(hana, where, name, packed(kind, size)) for kind, name, size in SIZES]
    files.append(town.send(hana, where, LONG_FILE))
    said = town.say(hana, where, "Words and pictures.", key="look-at-files", files=tuple(files))
    do(found["milo"], star, said.id, "For Friday. " * 30)


def with_files(db: Session) -> dict[str, str]:
    """The message by the name that addresses call it."""
    item_id = db.scalar(select(Attachment.item_id).where(Attachment.item_id.is_not(None)).limit(1))
    return {"message with files": item_id or ""}
