"""What is new for the searches somebody keeps, in their letter of news."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.text import plural
from community.discovery.saved.seen import to_be_told, whose
from community.discovery.saved_models import KnownHit, SavedSearch
from community.follows.letter_parts import Span, parts
from community.mail.letters import Line, Part

MOST = 500  # things, of all the searches together


def searches(db: Session, actor: Actor, span: Span) -> Part | None:
    """How many each of them found in that time, of what its member may see by now."""
    rows = (
        select(SavedSearch.name, SavedSearch.id, KnownHit.key)
        .join(KnownHit, KnownHit.search_id == SavedSearch.id)
        .where(SavedSearch.member_id == actor.member_id, SavedSearch.look_at.is_not(None))
        .where(KnownHit.told_at > span.since, KnownHit.told_at <= span.until)
        .order_by(KnownHit.told_at.desc(), KnownHit.key)
        .limit(MOST)
    )
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, search_id, key in db.execute(rows):
        found[name, search_id].add(key)
    keys = {key for some in found.values() for key in some}
    news = to_be_told(db, actor, whose(db, actor, keys)) if keys else set()
    since = int(span.since.timestamp())
    lines = [
        Line(name, f"/search/saved/{search_id}?since={since}", plural(len(some), "new", "new"))
        for (name, search_id), keys_of in sorted(found.items())
        if (some := keys_of & news)
    ]
    return Part("Your saved searches", lines) if lines else None


parts.append(searches)
