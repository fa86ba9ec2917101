"""Where the pages about following hang, and what they lend to those of what is followed."""

from typing import Any

from flask import Blueprint

from community.core.transaction import reading
from community.follows.letter_choice import chosen
from community.follows.models import Every
from community.follows.queries import follows
from community.web.identity import current_actor

views = Blueprint("follows", __name__)
HOW_OFTEN = {Every.NEVER: "Never", Every.DAY: "Each day", Every.WEEK: "Each week, on Monday"}


@views.app_context_processor
def words_about_follows() -> dict[str, Any]:
    return {"follows_it": _follows_it, "news_by_letter": _news_by_letter}


def _follows_it(**thing: str) -> bool:
    with reading() as db:
        return follows(db, current_actor(), **thing)


def _news_by_letter() -> str:
    with reading() as db:
        return HOW_OFTEN[chosen(db, current_actor())]
