"""What somebody says at the very moment at which a host lets only hosts write."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.live.stage import Stage
from tests.live.test_desk_page import by_host, circle, send
from tests.live.test_room_page import OpenRoom, open_room, spoken
from tests.town import Meeting

__all__ = ["circle", "open_room"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
Setting = tuple[str, dict[str, str]]


def hold_what_is_said(page: Page) -> Callable[[], None]:
    """Messages leave the page, and are on their way until what is returned is called."""
    waiting: list[Callable[[], None]] = []
    gone: list[bool] = []

    def between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(said: str | bytes) -> None:
            later = partial(server.send, said)
            waiting.append(later) if '"say"' in str(said) and not gone else later()

        line.on_message(pass_on)

    def let_go() -> None:
        gone.append(True)
        while waiting:
            waiting.pop(0)()

    page.route_web_socket(re.compile("/socket.io/"), between)
    page.reload()
    expect(page.locator(".room__about [data-slot=here]")).to_contain_text("here")
    return let_go


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (("pause", {"seconds": "60"}), ("pause", {"seconds": "0"})),
        (("desk", {"read_only": "1"}), ("desk", {"read_only": "0"})),
    ],
    ids=["a pause", "only hosts write"],
)
def test_words_on_their_way_as_a_host_stops_everybody_go_out_when_that_ends(
    stage: Stage, circle: Meeting, open_room: OpenRoom, begin: Setting, end: Setting
) -> None:
    milo = open_room(stage, stage.town.milo, circle)
    let_go = hold_what_is_said(milo)
    send(milo, "A moment too late")
    by_host(stage, circle, begin[0], **begin[1])
    expect(milo.locator("[data-slot=silent]")).to_be_visible()
    let_go()
    line = milo.locator(".item--unsent")
    expect(line).to_contain_text("Will be sent when you can write again")
    expect(line.get_by_role("button", name="Take it back")).to_be_visible()
    expect(line.get_by_role("button", name="Try again")).to_be_hidden()
    by_host(stage, circle, end[0], **end[1])
    expect(line).to_have_count(0)
    assert spoken(milo) == ["A moment too late"]
