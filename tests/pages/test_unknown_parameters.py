"""A parameter that no page knows changes no page: none can be asked for more than it shows."""

import pytest
from flask import Flask

from community.core import clock
from tests.architecture.walk import World, knocks, values_for
from tests.browsing import Browsing, Visitor
from tests.pages.two_worlds.reading import TOKENS
from tests.town import Town

UNKNOWN = (
    "fields=password_hash,email", "include=members", "sort=email", "order=desc",
    "filter=visibility:hidden", "expand=all", "as=administrator", "debug=1", "_method=DELETE",
    "kinds[]=member", "role=administrator", "user=hana", "per_page=100000",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("role", ["member", "outsider", "administrator"])
def test_every_page_is_the_same_with_parameters_it_does_not_know(
    app: Flask, browsing: Browsing, town: Town, role: str
) -> None:
    world = World.build(town)
    visitor, more = browsing.by(world.people[role]), "&".join(UNKNOWN)
    asked = addresses(app, world)
    assert len(asked) > 60
    with clock.fixed(clock.now()):
        for address in asked:
            given(visitor, address)  # what is new is told once
            plain = given(visitor, address)
            joint = "&" if "?" in address else "?"
            assert given(visitor, f"{address}{joint}{more}") == plain, address


def addresses(app: Flask, world: World) -> list[str]:
    """Every one that can be opened, but the figures of the server, which never stand still."""
    values = values_for(world, "ask", real=True)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "health.metrics"]
    tried = [what for rule in rules for what in knocks(app, rule, values)]
    return [what.address for what in tried if what.method == "GET"]


def given(visitor: Visitor, address: str) -> tuple[int, str]:
    answer = visitor.client.get(address, buffered=True)
    return answer.status_code, TOKENS.sub(r"\1", answer.data.decode("latin-1"))
