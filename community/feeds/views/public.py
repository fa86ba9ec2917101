"""What everybody may read, for feed readers: the same for whoever asks, without an account."""

from collections.abc import Callable, Sequence

from flask import Response, request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.ids import is_id
from community.core.transaction import reading
from community.feeds import chosen
from community.feeds.shape import Feed
from community.feeds.views.answering import answered, community, for_all, site, spend
from community.feeds.views.blueprint import FLAVOUR, views
from community.feeds.views.entries import public_entries
from community.insights.listed import InsightCard
from community.skills.models import Skill
from community.web.guard import guarded
from community.web.identity import as_nobody, browser_address


@views.get(f"/insights/feed.{FLAVOUR}")
@guarded(Permission.ANYBODY)
def of_all(flavour: str) -> Response:
    spend(browser_address())
    with reading() as db:
        return _answered(db, flavour, chosen.public(db), "Insights", "/insights")


@views.get(f"/skills/<skill_id>/feed.{FLAVOUR}")
@guarded(Permission.ANYBODY)
def about_skill(skill_id: str, flavour: str) -> Response:
    spend(browser_address())
    with reading() as db:
        cards = _some(db, chosen.about, skill_id)
        title = f"Insights about {db.get_one(Skill, skill_id).name}"
        return _answered(db, flavour, cards, title, f"/skills/{skill_id}")


@views.get(f"/circles/<circle_id>/feed.{FLAVOUR}")
@guarded(Permission.ANYBODY)
def of_circle(circle_id: str, flavour: str) -> Response:
    """It does not say which: without an account nobody learns what circles there are."""
    spend(browser_address())
    with reading() as db:
        cards = _some(db, chosen.of_circle, circle_id)
        return _answered(db, flavour, cards, "Insights of a circle", f"/circles/{circle_id}")


@views.get(f"/people/<person_id>/feed.{FLAVOUR}")
@guarded(Permission.ANYBODY)
def by_person(person_id: str, flavour: str) -> Response:
    """By their id: handles are for members, and change."""
    spend(browser_address())
    with reading() as db:
        cards = _some(db, chosen.by, person_id)
        names = [card.author.name for card in cards if card.author]
        return _answered(db, flavour, cards, f"Insights by {names[0]}", "/insights")


def _some(
    db: Session, which: Callable[[str], ColumnElement[bool]], thing_id: str
) -> Sequence[InsightCard]:
    """Where everybody may read nothing, there is nothing."""
    cards = chosen.public(db, which(thing_id)) if is_id(thing_id) else ()
    if not cards:
        raise NotFound
    return cards


def _answered(
    db: Session, flavour: str, cards: Sequence[InsightCard], title: str, page: str
) -> Response:
    as_nobody()  # also where a quote in it is drawn
    here, called = site(), community()
    feed = Feed(
        id=here + request.path.removesuffix(f".{flavour}"),
        title=f"{title} · {called}",
        page=here + page,
        address=here + request.path,
        community=called,
        entries=tuple(public_entries(db, cards, here)),
    )
    return answered(feed, flavour, for_all())
