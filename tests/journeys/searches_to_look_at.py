"""Saved searches to look at: with a long name, and with something new."""

from sqlalchemy import select

from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.discovery.saved.events import SearchFound
from community.discovery.saved.keeping import Wanted, save
from community.discovery.saved_models import KnownHit, SavedSearch
from community.skills.models import Offer, Skill
from tests.doing import do
from tests.town import Person

LONG = "Anybodywhocouldhelpmetofacilitateanevening" * 2
SEARCH_PAGES = {
    "saved searches": ("milo", "/search/saved"),
    "saved searches, none yet": ("nell", "/search/saved"),
    "a saved search with news": ("milo", "/search/saved/{search " + LONG[:80] + "}"),
    "inbox with news of a search": ("milo", "/inbox"),
}


def searches_to_look_at(found: dict[str, Person]) -> None:
    wanted = Wanted("teach:facilitation", name=LONG[:80], tell=True)
    search = do(found["milo"], save, wanted, None)
    with transaction() as db:
        taught = select(Offer.member_id).join(Skill).where(Skill.key == "facilitation")
        for member_id in db.scalars(taught.order_by(Offer.member_id).limit(1)):
            key, at = f"person:{member_id}", clock.now()
            db.add(KnownHit(search_id=search.id, key=key, told_at=at))
            record(db, SearchFound(search_id=search.id, member_id=search.member_id, at=at))


def searches_by_name() -> dict[str, str]:
    with reading() as db:
        return {f"search {one.name}": one.id for one in db.scalars(select(SavedSearch))}
