"""A member's own record of one session: reflection, signed evidence and its files."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.evidence import actions, codes, queries
from community.evidence.forms import ReflectionForm
from community.evidence.own_words import own_words
from community.evidence.statement import is_nameless
from community.evidence.views.blueprint import views
from community.evidence.views.files import WORDS, desk, sent
from community.sessions.present import minutes_present
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/sessions/<session_id>/evidence", methods=["GET", "POST"])
@guarded(Permission.SESSION_RECALL)
def evidence(session_id: str) -> ResponseReturnValue:
    """What the record says, the reflection to write, and what was signed so far."""
    actor = current_actor()
    with reading() as db:
        session = actions.recalled(db, actor, session_id)
        present = minutes_present(db, actor.member_id or "", [session])[session.id]
        form = ReflectionForm.filled(queries.reflection_of(db, actor, session_id), present)
        said = len(own_words(db, actor, session))
        signed = queries.evidence_of(db, actor, session_id)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.reflect(db, actor, session_id, form.reflected)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            flash("Your reflection is kept. Only you read it, and whoever you give it to.")
            return _back(session_id)
    facts = {"present": present, "said": said, "nameless": is_nameless(session)}
    page = render_template(
        "evidence/evidence.html",
        session=session,
        form=form,
        signed=signed,
        shown_code=codes.shown,
        kinds=WORDS.items(),
        **facts,
    )
    return page, 422 if form.errors or form.form_errors else 200


@views.post("/sessions/<session_id>/evidence/sign")
@guarded(Permission.SESSION_RECALL)
def sign(session_id: str) -> ResponseReturnValue:
    """One click: everything the record has, signed."""
    with transaction() as db:
        code = actions.sign(db, current_actor(), session_id, desk()).code
    flash("Your evidence is signed. Take it as a file, or give its code to whoever checks it.")
    return _back(session_id, f"code-{code}")


@views.get("/sessions/<session_id>/evidence/<code>.<kind>")
@guarded(Permission.SESSION_RECALL)
def evidence_file(session_id: str, code: str, kind: str) -> Response:
    with reading() as db:
        actor = current_actor()
        actions.recalled(db, actor, session_id)
    return sent(actor, code, kind)


@views.post("/sessions/<session_id>/evidence/<code>/take-back")
@guarded(Permission.SESSION_RECALL)
def take_back(session_id: str, code: str) -> ResponseReturnValue:
    with transaction() as db:
        actor = current_actor()
        actions.recalled(db, actor, session_id)
        actions.take_back(db, actor, code)
    flash("It is taken back. Whoever checks its code is told that it does not hold any more.")
    return _back(session_id)


def _back(session_id: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("evidence.evidence", session_id=session_id, _anchor=part))
