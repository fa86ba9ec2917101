"""What goes on by itself in both worlds, alike: until nothing is owed, and by the clock."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from flask import Flask

from community import background
from community.core import clock, relay
from community.discovery.saved.looking import look_at_one
from community.discovery.views import index as search_index
from community.discovery.views import tables as suggestions
from community.follows.letters_by_clock import owe_due


@contextmanager
def same_chance(name: str) -> Iterator[None]:
    """Ids made meanwhile are the same in each world: they order what ranks alike."""
    dice = random.Random(name)
    with patch.object(secrets, "token_bytes", dice.randbytes):
        yield


def settle_down(app: Flask) -> None:
    """Until nothing is owed: inbox, index, suggestions and letters."""
    with app.app_context():
        while background.step(search_index()) or relay.run_once() or suggestions().follow():
            pass


def look_for_news(app: Flask, moment: datetime) -> None:
    """What he is told of the searches he keeps."""
    with app.app_context(), clock.fixed(moment), same_chance("what is new"):
        while look_at_one(search_index()):
            pass


def write_letters(app: Flask, moment: datetime) -> None:
    """At seven in the morning, of what is new for him."""
    with clock.fixed(moment), same_chance("letters"):
        assert owe_due()
        settle_down(app)
