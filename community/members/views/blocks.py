"""Keeping somebody at a distance, and taking it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.blocks import BlockKind
from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.members import blocking
from community.members.queries import person_to_keep_apart
from community.members.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/me/blocks")
@guarded(Permission.SIGNED_IN)
def blocks() -> ResponseReturnValue:
    with reading() as db:
        distances = blocking.distances(db, current_actor())
    return render_template("members/blocks.html", distances=distances)


@views.post("/people/<handle>/block")
@guarded(Permission.PERSON_BLOCK)
def block(handle: str) -> ResponseReturnValue:
    other = _keep_apart(handle, BlockKind.BLOCK)
    flash(f"You and {other} no longer find each other here. In a circle you share, both stay.")
    return redirect(url_for("members.blocks"))


@views.post("/people/<handle>/mute")
@guarded(Permission.PERSON_BLOCK)
def mute(handle: str) -> ResponseReturnValue:
    other = _keep_apart(handle, BlockKind.MUTE)
    flash(f"You will hear nothing more of {other}. They are not told.")
    return redirect(url_for("members.blocks"))


def _keep_apart(handle: str, kind: BlockKind) -> str:
    actor = current_actor()
    with transaction() as db:
        other = person_to_keep_apart(db, actor, handle)
        return blocking.keep_apart(db, actor, other.id, kind).name


@views.post("/me/blocks/<member_id>/undo")
@guarded(Permission.SIGNED_IN)
def let_be(member_id: str) -> ResponseReturnValue:
    with transaction() as db:
        other = blocking.let_be(db, current_actor(), member_id)
    flash(f"Nothing of yours stands between you and {other.name} any more.")
    return redirect(url_for("members.blocks"))
