"""A question that a host of its session would pass on is offered to whoever wrote it."""

import pytest

from community.asks.events import QuestionPassedOn
from community.core.errors import Invalid
from community.sessions.actions import hosting
from community.sessions.actions.unanswered import route
from tests.asks.conftest import Heard
from tests.doing import do
from tests.evenings import live
from tests.town import Town

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_its_writer_is_offered_to_ask_it_once_each_time_a_host_passes_it_on(
    town: Town, heard: Heard
) -> None:
    evening = live(town, town.milo, title="Warm hands")
    item = town.say(town.milo, evening, "How warm is warm?")
    do(town.hana, hosting.end, evening.id)
    for typed in ("enough", "ask", "ask"):
        do(town.hana, route, evening.id, item.id, typed)
    with pytest.raises(Invalid):
        do(town.hana, route, evening.id, item.id, "everybody")
    told = heard.of(QuestionPassedOn)
    assert [(vars(one)["item_id"], vars(one)["session_id"]) for one in told] == [
        (item.id, evening.id)
    ]
