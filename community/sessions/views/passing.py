"""What the link in an invitation opens. Looking at it changes nothing: mail programs look too."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from community.access.memberships import Standing
from community.access.policy import Permission
from community.core.errors import Invalid, Problem
from community.core.transaction import reading, transaction
from community.members.actions import sign_out, start_sign_in
from community.members.models import Profile
from community.members.tries import begin, note_failure
from community.sessions.actions.passing import Shown, come_by, is_known
from community.sessions.coming_forms import PassForm
from community.sessions.lobby import is_lobby_open
from community.sessions.passes import Opened, PassOver, opened, still_theirs
from community.sessions.times import when_in
from community.sessions.views.blueprint import to_session, views
from community.sessions.views.coming import answer_from, led_in
from community.web import identity, pass_browser
from community.web.forms import show_problem
from community.web.guard import guarded


@views.route("/s/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def enter_by_pass(token: str) -> ResponseReturnValue:
    try:
        with reading() as db:
            found = opened(db, token)
        answer = _answer(found, token)
    except PassOver as over:
        answer = _nothing_more(over, token if _has_words(token) else "")
    return unseen(make_response(answer))


def _nothing_more(over: PassOver, words: str = "") -> ResponseReturnValue:
    """`words`: the token by which somebody still reaches what they said."""
    page = render_template(
        "sessions/enter_by_pass.html", found=None, over=over.message, words=words
    )
    return page, over.status


def _has_words(token: str) -> bool:
    try:
        with reading() as db:
            still_theirs(db, token)
    except PassOver:
        return False
    return True


def unseen(response: Response) -> Response:
    """The link is a secret: no search machine keeps it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(found: Opened, token: str) -> ResponseReturnValue:
    form, known = PassForm(), is_known(found, shown(pass_browser.mark()))
    if form.validate_on_submit():
        try:
            return _come(found, token, form, known)
        except PassOver:
            raise
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "sessions/enter_by_pass.html",
        form=form,
        found=found,
        known=known,
        when=_when(found, known),
        lobby=is_lobby_open(found.session),
    )
    return page, 422 if form.errors else 200


def _when(found: Opened, known: bool) -> str:
    """In the zone of whom it is for; a browser that may be somebody else's learns nothing."""
    with reading() as db:
        profile = db.get(Profile, found.member.id) if known else None
    return when_in(found.session, profile.time_zone if profile else "").text


def shown(mark: str, email: str = "") -> Shown:
    here = identity.whoever_is_here()
    return Shown(here.id if here is not None else None, mark, email)


def _come(found: Opened, token: str, form: PassForm, known: bool) -> ResponseReturnValue:
    said = None if form.enters else answer_from(request.form.get("said", ""))
    here = shown(pass_browser.mark_from_now_on(), form.email.data or "")
    with tries_counted(found, counted=not known and bool(here.email)), transaction() as db:
        found, standing = come_by(db, token, here, said)
    _sign_in(found)
    if said is None or standing is Standing.WAITING:
        return led_in(found.session.id, found.session.room_id, standing)
    return to_session(found.session.id, "coming")


@contextmanager
def tries_counted(found: Opened, *, counted: bool) -> Iterator[None]:
    """Addresses are guessed as little as passwords."""
    name, place = f"pass {found.own.id}", identity.browser_address()
    if counted:
        with transaction() as db:
            begin(db, name, place)
    try:
        yield
    except Invalid:
        if counted:
            with transaction() as db:
                note_failure(db, place, name)
        raise


def _sign_in(found: Opened) -> None:
    """To this session only, unless they are signed in as who they are already."""
    here = identity.whoever_is_here()
    if (
        here is not None
        and here.id == found.member.id
        and here.actor.only in (None, found.session.id)
    ):
        return
    with transaction() as db:
        if here is not None:
            sign_out(db, here.actor, here.sign_in_id)
        token = start_sign_in(db, found.member, identity.browser(), found.session.id)
    identity.begin_sign_in(token, found.member, only=True)
