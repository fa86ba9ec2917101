"""Files, quotes, signs, links and names in the live room, by hand, by key and by touch."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, expect

from community.access.policy import Audience
from tests.files.pictures import packed
from tests.live.stage import Stage
from tests.live.test_room_page import OpenRoom, lines, menu_of, open_room
from tests.town import Meeting

__all__ = ["open_room"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURE: FilePayload = {
    "name": "mould.jpg",
    "mimeType": "image/jpeg",
    "buffer": packed("JPEG", (900, 600)),
}
TEXT: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Warm it."}
# A file that comes with an event: dropped or pasted.
BRING = """([kind, where]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["Warm it."], "brought.txt", { type: "text/plain" }));
  const given = kind === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
  const made = kind === "paste" ? new ClipboardEvent("paste", { ...given, bubbles: true })
    : new DragEvent(kind, { ...given, bubbles: true, cancelable: true });
  document.querySelector(where).dispatchEvent(made);
}"""


@pytest.fixture
def where(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


@pytest.fixture
def touched(stage: Stage, where: Meeting, browser: Browser) -> Iterator[Page]:
    """Milo's telephone, in the room."""
    with ExitStack() as closing:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        )
        closing.callback(context.close)
        name, value = stage.cookie(stage.town.milo).split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
        page = context.new_page()
        page.goto(f"{stage.server.url}/rooms/{where.room_id}")
        expect(page.locator(".room__about [data-slot=here]")).to_contain_text("here")
        yield page


def box(page: Page) -> Locator:
    return page.locator("#composer-body")


def sent(page: Page, count: int) -> None:
    expect(page.locator(".chosen[data-state=sent]")).to_have_count(count)


def test_chosen_files_go_with_the_words_and_are_there_for_others_without_a_jump(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where)
    milo.locator("[name=file]").set_input_files([PICTURE, TEXT])
    sent(milo, 2)
    milo.locator(".composer__files [data-slot=about]").first.fill("The mould, opened")
    box(milo).fill("Look at this.")
    box(milo).press("Enter")
    image = lines(hana).locator(".picture__image")
    expect(image).to_have_attribute("alt", "The mould, opened")
    expect(image).to_have_attribute("width", "352")
    expect(image).to_have_attribute("height", "235")
    expect(image).to_have_js_property("naturalWidth", 900)
    expect(lines(hana).locator(".attached")).to_contain_text("notes.txt")
    expect(milo.locator(".chosen")).to_have_count(0)
    expect(milo.locator(".item--unsent")).to_have_count(0)


def test_enter_before_the_files_are_there_sends_when_they_are(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, where)

    def slowly(route: Route) -> None:
        milo.wait_for_timeout(500)
        route.continue_()

    milo.route("**/files", slowly)
    box(milo).fill("With a file.")
    milo.locator("[name=file]").set_input_files([TEXT])
    box(milo).press("Enter")
    expect(lines(milo)).to_have_count(1)
    expect(lines(milo).locator(".attached")).to_have_count(1)


def test_what_could_not_be_sent_is_tried_again_and_the_words_stay(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, where)
    milo.route("**/files", lambda route: route.abort())
    box(milo).fill("Words that stay.")
    milo.locator("[name=file]").set_input_files([TEXT])
    expect(milo.locator(".chosen[data-state=refused]")).to_have_count(1)
    box(milo).press("Enter")
    expect(milo.locator("#composer > [data-slot=state]")).to_contain_text("Try it again")
    milo.unroute("**/files")
    milo.locator(".chosen [data-action=again]").click()
    sent(milo, 1)
    expect(box(milo)).to_have_value("Words that stay.")
    box(milo).press("Enter")
    expect(lines(milo).locator(".attached")).to_have_count(1)


def test_the_wrong_kind_is_refused_in_a_sentence_and_can_be_left_out(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, where)
    page: FilePayload = {"name": "page.html", "mimeType": "text/html", "buffer": b"<p>Hello"}
    milo.locator("[name=file]").set_input_files([page])
    expect(milo.locator(".chosen [data-slot=state]")).to_contain_text("We keep pictures")
    milo.locator(".chosen [data-action=remove]").click()
    expect(milo.locator(".chosen")).to_have_count(0)


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_files_are_pasted_and_dropped(
    stage: Stage, where: Meeting, open_room: OpenRoom, way: str
) -> None:
    milo = open_room(stage, stage.town.milo, where)
    place = "#composer-body" if way == "paste" else ".conversation"
    milo.evaluate(BRING, [way, place])
    sent(milo, 1)
    box(milo).press("Enter")
    expect(lines(milo).locator(".attached")).to_contain_text("brought.txt")


def test_a_part_that_is_chosen_is_quoted_as_an_answer(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    stage.town.say(stage.town.hana, where, "Warm the mould. Then wait.")
    milo = open_room(stage, stage.town.milo, where)
    line = lines(milo).first
    line.locator("[data-slot=words] p").evaluate("""p => {
      const range = document.createRange();
      range.setStart(p.firstChild, 0);
      range.setEnd(p.firstChild, 15);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    menu_of(line).locator("[data-action=quote]").click()
    expect(box(milo)).to_have_value("> **Hana:**\n> Warm the mould.\n\n")
    expect(milo.locator("#composer [data-slot=about]")).to_have_text("Replying to Hana")
    milo.keyboard.type("For how long?")
    milo.keyboard.press("Enter")
    answer = lines(milo).nth(1)
    expect(answer.locator("blockquote")).to_contain_text("Warm the mould.")
    expect(answer.locator("[data-slot=reply-name]")).to_have_text("Hana")


def test_more_signs_are_looked_up_and_given_by_keys(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    stage.town.say(stage.town.hana, where, "Tea or coffee?")
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where)
    menu_of(lines(milo).first).locator("[data-action=more-signs]").click()
    milo.keyboard.type("coff")
    expect(milo.locator(".signs-more button[value='☕']")).to_be_visible()
    milo.keyboard.press("ArrowDown")
    milo.keyboard.press("Enter")
    expect(lines(hana).first.locator(".reaction")).to_have_text(re.compile("☕ *1"))
    menu_of(lines(milo).first).locator("[data-action=more-signs]").click()
    expect(milo.locator(".signs-more input")).to_be_focused()
    milo.keyboard.press("Escape")
    expect(milo.locator(".signs-more")).to_have_count(0)


def test_what_one_keeps_is_marked_for_oneself_alone(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    stage.town.say(stage.town.hana, where, "Keep this.")
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where)
    menu_of(lines(milo).first).locator("[data-action=star]").click()
    expect(lines(milo).first.locator("[data-slot=kept]")).to_be_visible()
    milo.reload()
    expect(lines(milo).first.locator("[data-slot=kept]")).to_be_visible()
    expect(lines(hana).first.locator("[data-slot=kept]")).to_be_hidden()
    menu_of(lines(milo).first).locator("[data-action=star]").click()
    expect(milo.locator("h1")).to_have_text("Kept in your notes")


def test_what_was_said_to_all_leads_into_an_insight(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, where)
    stage.town.say(stage.town.milo, where, "For hosts.", audience=Audience.HOSTS)
    stage.town.say(stage.town.milo, where, "Warm it slowly.")
    expect(lines(hana)).to_have_count(2)
    expect(menu_of(lines(hana).first).locator("[data-needs=quotable]")).to_have_count(0)
    hana.keyboard.press("Escape")
    menu_of(lines(hana).last).locator("[data-needs=quotable]").click()
    expect(hana.locator("h1")).to_have_text("Use in an insight")


def test_a_link_that_is_passed_on_opens_where_the_message_stands(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    said = [stage.town.say(stage.town.hana, where, f"Number {n}.") for n in range(1, 81)]
    milo = open_room(stage, stage.town.milo, where)
    milo.goto(f"{stage.server.url}/items/{said[9].id}")
    line = milo.locator(f"#item-{said[9].id}")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    stage.town.say(stage.town.hana, where, "Meanwhile.")
    milo.get_by_role("link", name="Back to now").click()
    expect(lines(milo).last).to_contain_text("Meanwhile.")


def test_people_are_suggested_by_touch_and_by_keys(
    stage: Stage, where: Meeting, touched: Page, open_room: OpenRoom
) -> None:
    box(touched).tap()
    touched.keyboard.type("Hello @ha")
    touched.locator("#mentions [role=option]").first.tap()
    expect(box(touched)).to_have_value("Hello @hana ")
    expect(box(touched)).to_be_focused()
    milo = open_room(stage, stage.town.milo, where)
    box(milo).fill("")
    milo.keyboard.type("@mi")
    expect(milo.locator("#mentions [role=option]")).to_have_count(1)
    milo.keyboard.press("Enter")
    expect(box(milo)).to_have_value("@milo ")


def test_the_page_without_a_script_takes_words_and_files_together(
    stage: Stage, where: Meeting, open_room: OpenRoom
) -> None:
    plain = open_room(stage, stage.town.milo, where, script=False)
    plain.set_viewport_size({"width": 360, "height": 740})
    room_to_write = box(plain).bounding_box()
    assert room_to_write is not None
    assert room_to_write["width"] > 260, "whatever the browser's own field of files takes"
    plain.locator("[name=file]").set_input_files([PICTURE, TEXT])
    box(plain).fill("Without a script.")
    plain.locator("#composer [data-slot=send]").click()
    expect(lines(plain).locator(".picture")).to_have_count(1)
    expect(lines(plain).locator(".attached")).to_have_count(1)
