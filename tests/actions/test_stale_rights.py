"""An open socket may not know yet that its member was taken out a moment ago."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.circles import actions as circles
from community.core.errors import NotFound
from community.core.transaction import transaction
from community.rooms.actions import edit, react, withdraw
from tests.town import Town


@pytest.mark.parametrize(
    "change",
    [
        lambda db, actor, item: edit(db, actor, item, "Other words"),
        lambda db, actor, item: withdraw(db, actor, item),
        lambda db, actor, item: react(db, actor, item, "👍", on=True),
    ],
    ids=["edit", "withdraw", "react"],
)
def test_whoever_was_taken_out_changes_nothing_with_the_rights_of_before(
    town: Town, change: Callable[[Session, Actor, str], object]
) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "My words")
    before, hana = town.milo.actor, town.hana.actor
    with transaction() as db:
        circles.remove(db, hana, circle.id, town.milo.id)
    with pytest.raises(NotFound), transaction() as db:
        change(db, before, said.id)
    assert town.items(town.hana, circle)[0]["version"] == said.version
