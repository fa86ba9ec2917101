"""Questions in a real browser: asked, answered, moved by mouse and keys, revealed, read calmly."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.live.stage import Stage
from tests.live.test_room_page import OpenRoom, lines, menu_of, open_room, spoken, write

__all__ = ["open_room"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def ask(page: Page, words: str, *, unseen: bool = False) -> None:
    panel = page.locator("#host-ask")
    panel.locator("summary").click()
    panel.locator("textarea").fill(words)
    if unseen:
        panel.get_by_text("Write first, then reveal").click()
    panel.get_by_role("button", name="Ask everybody").click()
    expect(panel.locator("textarea")).not_to_be_visible()


def asked(page: Page, number: int) -> Locator:
    return page.locator("[data-slot=questions] > li").nth(number - 1)


def chip(page: Page, name: str) -> Locator:
    return page.locator(".answering").get_by_role("radio", name=name)


def test_a_question_is_asked_answered_and_counted_by_hand_of_nobody(
    stage: Stage, open_room: OpenRoom
) -> None:
    town = stage.town
    hana, milo = town.person("Hana page"), town.person("Milo page")
    circle = town.circle(hana, milo)
    host, member = open_room(stage, hana, circle), open_room(stage, milo, circle)
    expect(member.locator(".answering")).to_be_hidden()
    ask(host, "How **warm**?")
    expect(member.locator("[data-slot=asking]")).to_contain_text("Question 1 How warm?")
    expect(chip(member, "Question 1")).to_be_checked()
    expect(lines(member)).to_have_class(["item item--question"])
    write(member, "Hot")
    expect(asked(host, 1)).to_contain_text("open · 1 answer")
    chip(member, "Not an answer").check(force=True)
    write(member, "An aside")
    expect(chip(member, "Question 1")).to_be_checked()  # for one message only
    expect(lines(host)).to_have_count(3)
    expect(asked(host, 1)).to_contain_text("open · 1 answer")
    host.locator("[data-slot=asking-close] button").click()
    expect(member.locator("[data-slot=asking]")).to_be_hidden()
    expect(member.locator(".answering")).to_be_hidden()
    expect(asked(member, 1)).to_contain_text("closed · 1 answer")


def test_whoever_writes_stays_with_their_question_when_another_is_asked(
    stage: Stage, open_room: OpenRoom
) -> None:
    town = stage.town
    hana, milo = town.person("Hana stays"), town.person("Milo stays")
    circle = town.circle(hana, milo)
    host, member = open_room(stage, hana, circle), open_room(stage, milo, circle)
    ask(host, "First?")
    expect(chip(member, "Question 1")).to_be_checked()
    member.locator("#composer-body").fill("About the first")
    ask(host, "Second?")
    expect(chip(member, "Question 2")).to_be_visible()
    expect(chip(member, "Question 1")).to_be_checked()
    member.locator("#composer-body").press("Enter")
    expect(asked(host, 1)).to_contain_text("1 answer")
    expect(chip(member, "Question 2")).to_be_checked()


def test_answers_are_moved_by_dragging_and_by_keys(stage: Stage, open_room: OpenRoom) -> None:
    town = stage.town
    hana, milo = town.person("Hana moves"), town.person("Milo moves")
    circle = town.circle(hana, milo)
    host, member = open_room(stage, hana, circle), open_room(stage, milo, circle)
    host.set_viewport_size({"width": 1400, "height": 900})
    ask(host, "First?")
    ask(host, "Second?")
    write(member, "Hot")
    expect(asked(host, 2)).to_contain_text("1 answer")
    lines(host).nth(2).locator("[data-slot=face]").drag_to(asked(host, 1))
    expect(asked(host, 1)).to_contain_text("1 answer")
    expect(asked(host, 2)).not_to_contain_text("answer")
    said = lines(member).nth(2)
    expect(said.locator("[data-slot=answers]")).to_have_text("Question 1")
    menu_of(said).get_by_text("Answers question").press("Enter")
    expect(said.get_by_role("button", name="Question 1")).to_be_focused()
    said.get_by_role("button", name="Question 2").press("Enter")
    expect(asked(member, 2)).to_contain_text("1 answer")
    expect(said.locator("[data-slot=answers]")).to_be_hidden()


def test_unseen_answers_come_all_at_once_when_they_are_revealed(
    stage: Stage, open_room: OpenRoom
) -> None:
    town = stage.town
    hana, milo, otto = (town.person(f"{name} reveals") for name in ("Hana", "Milo", "Otto"))
    circle = town.circle(hana, milo, otto)
    host, *members = (open_room(stage, who, circle) for who in (hana, milo, otto))
    ask(host, "How warm?", unseen=True)
    for number, member in enumerate(members):
        expect(chip(member, "Question 1")).to_be_checked()
        expect(member.get_by_text("Only you read it until")).to_be_visible()
        write(member, f"Answer {number}")
        expect(lines(member).nth(1)).to_contain_text("unseen until revealed")
    expect(host.locator("[data-slot=asking-answered]")).to_have_text("2 have answered")
    assert spoken(host) == ["How warm?"]
    assert spoken(members[0]) == ["How warm?", "Answer 0"]
    host.locator("[data-slot=asking-reveal] button").click()
    notice = "All 2 answers to question 1 can be read now."
    for page in (host, *members):
        expect(lines(page)).to_have_count(4)
        assert spoken(page) == ["How warm?", "Answer 0", "Answer 1", notice]
        expect(asked(page, 1)).to_contain_text("open · 2 answers")


def test_the_calm_view_counts_and_shows_only_when_asked(stage: Stage, open_room: OpenRoom) -> None:
    town = stage.town
    hana, milo = town.person("Hana calm"), town.person("Milo calm")
    circle = town.circle(hana, milo)
    host, member = open_room(stage, hana, circle), open_room(stage, milo, circle)
    ask(host, "How warm?")
    write(host, "Hot")
    expect(lines(member)).to_have_count(2)
    member.goto(f"{stage.server.url}/rooms/{circle.room_id}/calm")
    button = member.locator("[data-slot=calm-new]")
    expect(button).to_have_text("Look for what is new")
    chip(host, "Question 1").check(force=True)
    write(host, "Very hot")
    expect(button).to_have_text("1 new")
    expect(member.get_by_text("1 new message here")).to_be_visible()
    expect(member.get_by_text("Very hot")).to_be_hidden()
    button.click()
    expect(member.get_by_text("Very hot")).to_be_visible()
    expect(member.locator(".divider--new")).to_have_count(1)
    expect(button).to_have_text("Look for what is new")
    write(host, "Too hot")
    expect(button).to_have_text("1 new")
