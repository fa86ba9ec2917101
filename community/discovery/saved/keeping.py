"""The searches somebody keeps. They are theirs alone: nobody else can ask for one."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.ids import is_id, new_id
from community.core.text import tidy_line
from community.discovery.saved.asking import Told
from community.discovery.saved.knowing import begin, leave
from community.discovery.saved_models import NAME_MOST, SavedSearch
from community.members.models import Member
from search.api import Query

MOST = 30


@dataclass(frozen=True)
class Wanted:
    """What somebody typed into the box, what they call it, and whether they want to be told."""

    words: str
    kind: str = ""
    name: str = ""
    tell: bool = False

    @property
    def text(self) -> str:
        """As it is understood, so that the same search is kept once."""
        return self.query.text

    @property
    def query(self) -> Query:
        return Query.parse(tidy_line(self.words))


def every_saved(db: Session, actor: Actor) -> list[SavedSearch]:
    require(actor, Permission.SIGNED_IN)
    mine = select(SavedSearch).where(SavedSearch.member_id == actor.member_id)
    return list(db.scalars(mine.order_by(func.lower(SavedSearch.name), SavedSearch.id)))


def saved(db: Session, actor: Actor, search_id: str) -> SavedSearch:
    """Nothing here for anybody else's."""
    require(actor, Permission.SIGNED_IN)
    found = db.get(SavedSearch, search_id) if is_id(search_id) else None
    if found is None or found.member_id != actor.member_id:
        raise NotFound
    return found


def kept_as(db: Session, actor: Actor, wanted: Wanted) -> SavedSearch | None:
    """What they keep these words as, if they do."""
    mine = SavedSearch.member_id == actor.member_id, SavedSearch.kind == wanted.kind
    return db.scalar(select(SavedSearch).where(*mine, SavedSearch.words == wanted.text))


def save(db: Session, actor: Actor, wanted: Wanted, found: Told | None) -> SavedSearch:
    """`found`: what an index says just now, which is not told as new later on; without it, the
    clock asks in a moment. Saved once already, it stays, with its name."""
    require(actor, Permission.SIGNED_IN)
    if wanted.query.empty:
        raise Invalid("There is nothing to look for in this. Please type a word or two.")
    _hold(db, actor)
    search = kept_as(db, actor, wanted) or _new(db, actor, wanted)
    if wanted.tell:
        _tell(db, actor, search, found)
    return search


def change(
    db: Session, actor: Actor, search_id: str, name: str, found: Told | None, *, tell: bool
) -> SavedSearch:
    """Its name, and whether its member is told of what is new."""
    _hold(db, actor)
    search = saved(db, actor, search_id)
    search.name = _tidy(name, search.words)
    if tell:
        _tell(db, actor, search, found)
    else:
        leave(search)
    return search


def forget(db: Session, actor: Actor, search_id: str) -> str:
    """With all it knows and told. What it was called."""
    _hold(db, actor)
    search = saved(db, actor, search_id)
    db.delete(search)
    return search.name


def _new(db: Session, actor: Actor, wanted: Wanted) -> SavedSearch:
    mine = SavedSearch.member_id == actor.member_id
    if (db.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise Refused(f"These are {MOST} saved searches. Please remove one first.")
    search = SavedSearch(
        id=new_id(),
        member_id=actor.member_id or "",
        name=_tidy(wanted.name, wanted.text),
        words=wanted.text,
        kind=wanted.kind,
        created_at=clock.now(),
    )
    db.add(search)
    db.flush()
    return search


def _tell(db: Session, actor: Actor, search: SavedSearch, found: Told | None) -> None:
    """From now on; what it finds already is known."""
    if search.look_at is not None:
        return
    if found is None or not found.settled:
        search.look_at = clock.now()
    else:
        begin(db, actor, search, found)


def _tidy(name: str, words: str) -> str:
    name = tidy_line(name) or words[:NAME_MOST]
    if len(name) > NAME_MOST:
        raise Invalid(f"A name has at most {NAME_MOST} letters.")
    return name


def _hold(db: Session, actor: Actor) -> None:
    """The row of the member, so that two changes at once come one after the other.

    Rows that refer to it may come meanwhile: who takes up what is new writes some.
    """
    held = select(Member.id).where(Member.id == actor.member_id)
    db.execute(held.with_for_update(key_share=True)).all()
