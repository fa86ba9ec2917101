"""The signs of the page. A room draws a thousand of them, so each is made once."""

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from community.web.assets import asset

_SIGN = Markup('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>')


def icon(name: str, turns: bool = False) -> Markup:
    """A sign beside words, see `templates/components/icon.html`."""
    return _drawn(asset("icons.svg"), name, turns)


@lru_cache(maxsize=1_000)
def _drawn(address: str, name: str, turns: bool) -> Markup:
    return _SIGN.format(" icon--turns" if turns else "", address, name)


def install(app: Flask) -> None:
    app.jinja_env.globals["draw_icon"] = icon
