"""Files and links that a circle keeps for its people."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.actions.places import held
from community.circles.materials import access_material, may_remove
from community.circles.models import Circle, Material, MaterialKind
from community.core import clock
from community.core.errors import Forbidden, Invalid, Refused
from community.core.ids import new_id
from community.core.text import tidy_line
from community.files import images
from community.files.actions import remove as remove_file
from community.files.actions import store
from community.files.kinds import is_picture, media_type_of
from community.members.profile_rules import tidy_links

TITLE_MOST, KEPT_MOST = 160, 200
PICTURE_SIDE = 2_400  # points, enough to read a photographed page


def add_link(db: Session, actor: Actor, circle_id: str, *, address: str, title: str) -> Material:
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_ADD)
    try:
        [link] = tidy_links([("", address)])
    except ValueError as error:
        raise Invalid("Please give an address.", address="Please give an address.") from error
    except Invalid as problem:
        raise Invalid(problem.message, address=problem.message) from problem
    named = _title(title) or link.label
    return _kept(db, actor, circle, named, kind=MaterialKind.LINK, address=link.address)


@dataclass(frozen=True)
class Upload:
    """A file that may be kept, and what it was found to be."""

    name: str
    media_type: str
    content: bytes


def fit_to_keep(name: str, content: bytes, most_side: int = PICTURE_SIDE) -> Upload:
    """What was sent, judged by its content. Pictures are drawn anew, so that nothing hidden in
    them is passed on; done before the circle is held, as it takes its time."""
    if not is_picture(name):
        return Upload(name, media_type_of(name, content), content)
    stem = name.rpartition(".")[0]
    drawn = images.reencoded(content, most_side=most_side)
    return Upload(stem + images.ENDING, images.MEDIA_TYPE, drawn)


def add_file(db: Session, actor: Actor, circle_id: str, *, title: str, upload: Upload) -> Material:
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_ADD)
    file = store(db, actor, name=upload.name, media_type=upload.media_type, content=upload.content)
    db.flush()
    named = _title(title) or file.name
    return _kept(db, actor, circle, named, kind=MaterialKind.FILE, file_id=file.id)


def _kept(
    db: Session,
    actor: Actor,
    circle: Circle,
    title: str,
    *,
    kind: MaterialKind,
    address: str = "",
    file_id: str | None = None,
) -> Material:
    kept = select(func.count()).where(Material.circle_id == circle.id)
    if (db.scalar(kept) or 0) >= KEPT_MOST:
        raise Refused(f"A circle keeps at most {KEPT_MOST} files and links. Please remove some.")
    material = Material(
        id=new_id(),
        circle_id=circle.id,
        kind=kind,
        title=title[:TITLE_MOST],
        address=address,
        file_id=file_id,
        added_by=actor.member_id,
        created_at=clock.now(),
    )
    db.add(material)
    db.flush()
    return material


def _title(text: str) -> str:
    title = tidy_line(text)
    if len(title) > TITLE_MOST:
        sentence = f"At most {TITLE_MOST} characters, please; this has {len(title)}."
        raise Invalid(sentence, title=sentence)
    return title


def remove_material(db: Session, actor: Actor, material_id: str) -> str:
    """By who added it or a host; returns the circle's id."""
    found = access_material(db, actor, material_id, Permission.CIRCLE_ADD)
    circle, actor = held(db, actor, found.circle.id, Permission.CIRCLE_ADD)
    if not may_remove(actor, found.material):
        raise Forbidden("Only who added it or a host can remove it.")
    db.delete(found.material)
    db.flush()
    remove_file(db, found.material.file_id)
    return circle.id
