"""What a guest keeps of a session when it is over: their own words and their record of it.

By the link they came by, as it knows them: in the browser that came first, or with the address.
Looking at it changes nothing, and nobody is signed in by it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask import session as kept
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, can
from community.access.session_rules import OVER
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused, SignedOut
from community.core.transaction import reading, transaction
from community.evidence import actions, codes, queries
from community.evidence.forms import ReflectionForm
from community.evidence.statement import is_nameless
from community.evidence.views.blueprint import views
from community.evidence.views.files import WORDS, desk, sent
from community.sessions.actions import own_words
from community.sessions.actions.passing import check_address, is_known
from community.sessions.coming_forms import PassForm
from community.sessions.own_words import words_in
from community.sessions.passes import Opened, PassOver, still_theirs
from community.sessions.present import minutes_present
from community.sessions.views.passing import shown, tries_counted, unseen
from community.web import pass_browser
from community.web.forms import show_problem
from community.web.guard import guarded

KNOWN = "words_of"  # in the browser's cookie: for which pass the address was given


@views.route("/s/<token>/words", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def words_by_pass(token: str) -> ResponseReturnValue:
    try:
        with reading() as db:
            found = still_theirs(db, token)
    except PassOver as over:
        page = render_template("evidence/words_by_pass.html", found=None, over=over.message)
        return unseen(make_response((page, over.status)))
    answer = _page(found, token) if _is_known(found) else _ask(found, token)
    return unseen(make_response(answer))


def _is_known(found: Opened) -> bool:
    return kept.get(KNOWN) == found.own.id or is_known(found, shown(pass_browser.mark()))


def _ask(found: Opened, token: str) -> ResponseReturnValue:
    """Without a word of whose they are, or of what."""
    form = PassForm()
    if form.validate_on_submit():
        typed = form.email.data or ""
        try:
            with tries_counted(found, counted=bool(typed)):
                check_address(found, typed)
        except Problem as problem:
            show_problem(form, problem)
        else:
            kept[KNOWN] = found.own.id
            return _back(token)
    page = render_template("evidence/words_by_pass.html", found=None, over="", form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _page(
    found: Opened,
    token: str,
    form: ReflectionForm | None = None,
    typed: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """`form`, `typed`: what was written into it, or in place of own words, and is not taken."""
    actor, session = found.actor, found.session
    with reading() as db:
        present = minutes_present(db, found.member.id, [session])[session.id]
        shown_form = form or ReflectionForm.filled(
            queries.reflection_of(db, actor, session.id), present
        )
        page = render_template(
            "evidence/words_by_pass.html",
            found=found,
            seen=can(actor, Permission.SESSION_SEE, session),
            token=token,
            words=words_in(db, actor, session),
            # What somebody typed is shown again also where it is no longer taken.
            recalls=form is not None
            or (session.state in OVER and can(actor, Permission.SESSION_RECALL, session)),
            signed=queries.evidence_of(db, actor, session.id),
            present=present,
            form=shown_form,
            typed=typed or {},
            nameless=is_nameless(session),
            shown_code=codes.shown,
            kinds=WORDS.items(),
        )
    return page, 422 if form is not None or typed else 200


def theirs(token: str) -> Opened:
    """For a change: of a browser that is known."""
    with reading() as db:
        found = still_theirs(db, token)
    if not _is_known(found):
        raise PassOver
    return found


@contextmanager
def _nobody_signs_in() -> Iterator[None]:
    """What is not theirs is not there: a guest has no account to sign in to."""
    try:
        yield
    except SignedOut:
        raise NotFound from None


@views.post("/s/<token>/words/<item_id>/correct")
@guarded(Permission.ANYBODY)
def correct_by_pass(token: str, item_id: str) -> ResponseReturnValue:
    found, body = theirs(token), request.form.get("body", "")
    try:
        with _nobody_signs_in(), transaction() as db:
            own_words.correct(db, found.actor, item_id, body)
    except (Invalid, Refused, Forbidden) as problem:
        flash(problem.message, "problem")
        return unseen(make_response(_page(found, token, typed={item_id: body})))
    flash("Your words are put right, and marked as corrected.")
    return _back(token, f"word-{item_id}")


@views.post("/s/<token>/words/<item_id>/withdraw")
@guarded(Permission.ANYBODY)
def withdraw_by_pass(token: str, item_id: str) -> ResponseReturnValue:
    """A message, or a comment."""
    actor = theirs(token).actor
    with _nobody_signs_in(), transaction() as db:
        own_words.take_any_back(db, actor, item_id)
    flash("Your words are gone, from every page and every file.")
    return _back(token)


@views.post("/s/<token>/words/reflect")
@guarded(Permission.ANYBODY)
def reflect_by_pass(token: str) -> ResponseReturnValue:
    found, form = theirs(token), ReflectionForm()
    if form.validate_on_submit():
        try:
            with _nobody_signs_in(), transaction() as db:
                actions.reflect(db, found.actor, found.session.id, form.reflected)
        except (Invalid, Refused, NotFound) as problem:
            show_problem(form, problem)
        else:
            flash("Your reflection is kept. Only you read it, and whoever you give it to.")
            return _back(token)
    return unseen(make_response(_page(found, token, form)))


@views.post("/s/<token>/words/sign")
@guarded(Permission.ANYBODY)
def sign_by_pass(token: str) -> ResponseReturnValue:
    found = theirs(token)
    with _nobody_signs_in(), transaction() as db:
        code = actions.sign(db, found.actor, found.session.id, desk()).code
    flash("Your evidence is signed. Take it as a file, or give its code to whoever checks it.")
    return _back(token, f"code-{code}")


@views.get("/s/<token>/words/<code>.<kind>")
@guarded(Permission.ANYBODY)
def evidence_by_pass(token: str, code: str, kind: str) -> Response:
    return unseen(sent(theirs(token).actor, code, kind))


@views.post("/s/<token>/words/<code>/take-back")
@guarded(Permission.ANYBODY)
def take_back_by_pass(token: str, code: str) -> ResponseReturnValue:
    actor = theirs(token).actor
    with transaction() as db:
        actions.take_back(db, actor, code)
    flash("It is taken back. Whoever checks its code is told that it does not hold any more.")
    return _back(token)


def _back(token: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("evidence.words_by_pass", token=token, _anchor=part))
