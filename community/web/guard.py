"""Every route says which permission guards it; an app with one that does not will not start."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, flash

from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import NotFound, SignedOut
from community.web.identity import current_actor, required_member

View = TypeVar("View", bound=Callable[..., Any])
# About no single thing, so that they can be asked before the view runs.
WHOLE = {Permission.ADMINISTER, Permission.COMMUNITY_ADMIT, Permission.COMMUNITY_EXPORT}
# Then administration asks who it is once more.
POWERS_LAST = timedelta(hours=8)
# These may be public; their `access_*` sends those to sign in who may not see them.
MAYBE_PUBLIC = ("session_", "insight_")
# Who came in by the link of one session is in its room without being signed in elsewhere.
IN_ROOMS = ("room_", "item_")
_LIBRARY_VIEWS = {"static": Permission.ANYBODY}


class Unguarded(Exception):
    """A route without a permission: a mistake to mend before anything starts."""


def guarded(permission: Permission) -> Callable[[View], View]:
    """Declare the permission of a view. For one about a thing, the view's `access_*` asks it;
    everything but `ANYBODY`, sessions and insights needs a member, asked before the view runs."""

    def mark(view: View) -> View:
        view.__permission__ = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    view = app.view_functions.get(endpoint)
    return getattr(view, "__permission__", _LIBRARY_VIEWS.get(endpoint))


def check_guards(app: Flask) -> None:
    """Raise `Unguarded`, naming every route without a permission."""
    bare = {r.endpoint for r in app.url_map.iter_rules() if not permission_of(app, r.endpoint)}
    if bare:
        raise Unguarded(f"These views need @guarded(Permission.…): {', '.join(sorted(bare))}")


def ask_before(app: Flask, endpoint: str | None) -> None:
    """Before each request: nobody gets into a guarded view without being signed in."""
    if endpoint is None:
        return
    permission = permission_of(app, endpoint)
    if permission is None:
        raise NotFound
    if permission in WHOLE:
        require(current_actor(), permission)
        _require_signed_in_lately()
    elif permission.value.startswith(IN_ROOMS):
        if current_actor().member_id is None:
            raise SignedOut
    elif permission is not Permission.ANYBODY and not permission.value.startswith(MAYBE_PUBLIC):
        require(current_actor(), Permission.SIGNED_IN)


def _require_signed_in_lately() -> None:
    """A browser left open overnight looks after nobody's community."""
    if required_member().since + POWERS_LAST < clock.now():
        flash("It is a while since you signed in. Please do so again to look after the community.")
        raise SignedOut
