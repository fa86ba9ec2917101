"""What pages of people show of asks, which know nothing of them."""

from collections.abc import Iterable
from typing import Any

from community.access.things import PersonLike
from community.asks.resting import resting_among
from community.asks.views.blueprint import views
from community.core.transaction import reading


@views.app_context_processor
def words_about_asks() -> dict[str, Any]:
    return {"resting_of": _resting_of}


def _resting_of(people: Iterable[PersonLike]) -> frozenset[str]:
    with reading() as db:
        return resting_among(db, people)
