"""Who the request comes from."""

from typing import cast

from flask import Flask, Request, g, request, session
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from community.access.actor import ANYBODY, Actor
from community.core.errors import SignedOut
from community.core.transaction import glance, transaction
from community.members.actions import note_seen
from community.members.models import Member
from community.members.queries import SignedIn, signed_in_with
from community.settings import Settings
from community.web import known_browsers


class CurrentMember(UserMixin):  # type: ignore[misc]
    """The signed-in member as pages see them. The cookie carries a token, never an id."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.sign_in_id = signed_in.sign_in_id
        self.since = signed_in.since
        self.actor = signed_in.actor
        self.member = signed_in.member
        self.id, self.name, self.handle = self.member.id, self.member.name, self.member.handle
        self.initials, self.tone = self.member.initials, self.member.tone
        self.photo_id = self.member.photo_id

    def get_id(self) -> str:
        return self.token


def load_member(token: str) -> CurrentMember | None:
    with glance() as db:
        signed_in = signed_in_with(db, token)
    if signed_in is None:
        return None
    if signed_in.seen_long_ago:
        with transaction() as db:
            note_seen(db, signed_in.sign_in_id)
    return CurrentMember(token, signed_in)


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # our own rows tell browsers apart, and end them
    manager.user_loader(load_member)


def current_member() -> CurrentMember | None:
    """Nobody, for who came in by the link of one session: pages treat them as not signed in."""
    member = whoever_is_here()
    return member if member is not None and member.actor.signed_in else None


def whoever_is_here() -> CurrentMember | None:
    """Signed in, or come in by the link of one hosted session."""
    return cast(CurrentMember, current_user) if current_user.is_authenticated else None


def as_nobody() -> None:
    """For the rest of this request nobody is signed in: their rows could not be read."""
    g._login_user = AnonymousUserMixin()


def current_actor() -> Actor:
    member = whoever_is_here()
    return member.actor if member else ANYBODY


def required_member() -> CurrentMember:
    """For views behind the guard, where somebody is signed in, if only to one session."""
    member = whoever_is_here()
    if member is None:
        raise SignedOut
    return member


def begin_sign_in(token: str, member: Member, *, only: bool = False) -> None:
    """Give this browser the token, in a fresh session: nothing set before it is kept.

    `only` to one session: that is no proof that the browser is the member's own.
    """
    if not only:
        known_browsers.remember(member.id)
    session.clear()
    session.permanent = True
    loaded = load_member(token)
    if loaded is not None:
        login_user(loaded)


def end_sign_in() -> None:
    logout_user()
    session.clear()


def token_of(app: Flask, incoming: Request) -> str | None:
    """The sign-in token in a request's cookie, outside any request context (sockets)."""
    opened = app.session_interface.open_session(app, incoming)
    return opened.get("_user_id") if opened else None


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over https only."""
    return "__Host-comentor" if settings.secure_cookies else "comentor"


def cookie_for(settings: Settings, token: str) -> str:
    """The `name=value` a browser with this token would send (replays and load tests)."""
    app = Flask("cookies")
    app.secret_key = settings.signing_key()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": token, "_permanent": True})
    return f"{cookie_name(settings)}={value}"


def browser_address() -> str:
    return request.remote_addr or ""


def browser() -> str:
    """What the browser says of itself."""
    return request.user_agent.string
