"""What a member searched for lately: for them alone, and only as long as they want it kept."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.text import tidy_line
from community.core.upsert import upsert
from community.discovery.saved_models import WORDS_MOST, RecentSearch
from community.members.models import Profile
from search.typeahead import folded

MOST = 20


@dataclass(frozen=True)
class Lately:
    """`kept`: whether the member wants them kept."""

    kept: bool
    searches: list[str]


_MINE: Any = (
    select(RecentSearch.words)
    .where(RecentSearch.member_id == bindparam("reader"))
    .order_by(RecentSearch.at.desc(), RecentSearch.key)
    .limit(MOST)
)


def remember(db: Session, actor: Actor, words: str) -> None:
    """The newest stands first, the same words stand once, and the oldest go."""
    require(actor, Permission.SIGNED_IN)
    words = tidy_line(words)[:WORDS_MOST].rstrip()
    member_id = actor.member_id or ""
    if not words or not is_kept(db, actor):
        return
    key = " ".join(words.casefold().split())[:WORDS_MOST]
    row = {"member_id": member_id, "key": key, "words": words, "at": clock.now()}
    upsert(db, RecentSearch, [row], change=("words", "at"))
    mine = RecentSearch.member_id == member_id
    newest = select(RecentSearch.key).where(mine).order_by(RecentSearch.at.desc(), RecentSearch.key)
    old = db.scalars(newest.offset(MOST)).all()
    if old:
        db.execute(delete(RecentSearch).where(mine, RecentSearch.key.in_(old)))


def forget(db: Session, actor: Actor) -> None:
    require(actor, Permission.SIGNED_IN)
    db.execute(delete(RecentSearch).where(RecentSearch.member_id == actor.member_id))


def keep(db: Session, actor: Actor, *, kept: bool) -> None:
    """Whether searches are kept from now on; who wants none kept has none left."""
    require(actor, Permission.SIGNED_IN)
    db.get_one(Profile, actor.member_id or "").keep_searches = kept
    if not kept:
        forget(db, actor)


def is_kept(db: Session, actor: Actor) -> bool:
    wanted = select(Profile.keep_searches).where(Profile.member_id == actor.member_id)
    return bool(db.scalar(wanted))


def lately(db: Session, actor: Actor, typed: str = "") -> list[str]:
    """The newest first; of those with a word that begins so."""
    found = db.connection().scalars(_MINE, {"reader": actor.member_id})
    begun = folded(typed)
    return [words for words in found if not begun or f" {begun}" in f" {folded(words)}"]
