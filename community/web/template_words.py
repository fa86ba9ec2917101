"""What every template may use."""

from datetime import datetime
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from community.access.policy import Permission, can
from community.access.things import is_guest_handle
from community.choices.queries import lately_chosen, set_server_name
from community.core.markdown import to_html
from community.core.text import plural
from community.settings import Settings
from community.web.identity import current_actor, current_member, whoever_is_here


def install(app: Flask, settings: Settings) -> None:
    """StrictUndefined: a misspelt name in a template is an error, not a blank."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    set_server_name(settings.name)
    environment.globals.update(
        development=settings.development,
        Permission=Permission,
        name_of=name_of,
        title_of=title_of,
    )
    environment.filters.update(
        markdown=markdown, plural=plural, iso=iso, day=day, clock_time=clock_time, moment=moment
    )
    environment.tests.update(guest_handle=is_guest_handle)
    app.context_processor(_of_this_moment)


def _of_this_moment() -> dict[str, object]:
    choices = lately_chosen()
    return {
        "community_name": choices.name,
        "community_choices": choices,
        "current": current_member(),
        "present": whoever_is_here(),
        "can": _can,
    }


def _can(permission: str, thing: object = None) -> bool:
    """Whether to show a button; the action behind it asks again."""
    return can(current_actor(), Permission(permission), thing)


def name_of(circle: Any) -> str:
    """Of a room's circle: somebody asked into one hosted session may not know of its circle."""
    return str(circle.name) if _can(Permission.CIRCLE_SEE, circle) else "A hosted session"


def title_of(room: Any) -> str:
    """What heads its pages: of a hosted session its title, else the name of its circle."""
    whole = room.of_session and room.parent_id is None
    return str(room.title) if whole else name_of(room.circle)


def markdown(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704 - cleaned by nh3 in to_html


def moment(value: datetime | str) -> datetime:
    """Items carry ISO text, rows carry moments: templates need not care."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def iso(value: datetime | str) -> str:
    return moment(value).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(value: datetime | str) -> str:
    """`Tuesday 24 November 2026`, in UTC; the browser shows the reader's own."""
    return f"{moment(value):%A} {moment(value).day} {moment(value):%B %Y}"


def clock_time(value: datetime | str) -> str:
    return f"{moment(value):%H:%M} UTC"


def page_number(value: str | None) -> int:
    """`?page=` as a number from 1 to 10,000; anything else is the first page."""
    digits = value if value and value.isdecimal() and len(value) < 6 else "1"
    return min(max(int(digits), 1), 10_000)
