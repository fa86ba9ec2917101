"""The first page: what is live, what waits for me, and one next step."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.circles.cards import CircleCard
from community.circles.queries import circles, invitations, requests
from community.core.transaction import reading
from community.rooms.queries import last_words, my_rooms
from community.web.guard import guarded
from community.web.identity import current_actor

SUGGESTIONS = 3


@guarded(Permission.ANYBODY)
def today() -> ResponseReturnValue:
    actor = current_actor()
    if not actor.signed_in:
        return render_template("welcome.html")
    with reading() as db:
        rooms = my_rooms(db, actor)
        return render_template(
            "today.html",
            rooms=rooms,
            words=last_words(db, actor, [mark.room for mark in rooms]),
            requests=requests(db, actor),
            invitations=invitations(db, actor),
            suggestions=_suggestions(db, actor),
        )


def _suggestions(db: Session, actor: Actor) -> list[CircleCard]:
    """Circles the actor could come into, or ask to, today."""
    others, _more = circles(db, actor)
    ways = Permission.CIRCLE_JOIN, Permission.CIRCLE_ASK
    free = [card for card in others if card.standing is None]
    return [card for card in free if any(can(actor, way, card.circle) for way in ways)][
        :SUGGESTIONS
    ]
