"""“Follow” on the page of a skill, a person, a circle: pressed again, it is let be."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.transaction import transaction
from community.follows import actions
from community.follows.views.blueprint import views
from community.members.queries import access_person_called
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/skills/<skill_id>/follow")
@guarded(Permission.SIGNED_IN)
def follow_skill(skill_id: str) -> ResponseReturnValue:
    with transaction() as db:
        _press(db, actions.follow_skill, skill_id=skill_id)
    return redirect(url_for("skills.skill", skill_id=skill_id))


@views.post("/people/<handle>/follow")
@guarded(Permission.SIGNED_IN)
def follow_person(handle: str) -> ResponseReturnValue:
    with transaction() as db:
        person = access_person_called(db, current_actor(), handle)
        _press(db, actions.follow_person, person_id=person.id)
    return redirect(url_for("members.person", handle=handle))


@views.post("/circles/<circle_id>/follow")
@guarded(Permission.CIRCLE_SEE)
def follow_circle(circle_id: str) -> ResponseReturnValue:
    with transaction() as db:
        _press(db, actions.follow_circle, circle_id=circle_id)
    return redirect(url_for("circles.circle", circle_id=circle_id))


def _press(db: Session, follow: Callable[[Session, Actor, str], None], **thing: str) -> None:
    """`on`: 1 to follow; anything else lets it be."""
    actor = current_actor()
    if request.form.get("on") == "1":
        follow(db, actor, *thing.values())
        flash("You hear what is new of it. Nobody else learns that you follow it.")
    else:
        actions.unfollow(db, actor, **thing)
