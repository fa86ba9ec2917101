"""Every page as people meet it: readable by everybody, at any width, in both themes."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from community.access.policy import Audience
from community.circles.models import Circle
from community.core import transaction
from community.core.transaction import reading
from community.invitations.actions import invite_person, make_link
from community.invitations.models import Invitation
from community.members.models import Member
from community.members.queries import token_hash
from community.rooms.actions import Saying, barring, groups, hiding, say
from community.rooms.groups_rules import How
from community.rooms.models import Item, ItemKind, Room
from community.rooms.poll_models import PollWay
from community.settings import Settings
from community.skills.actions import wish
from community.skills.models import Skill
from community.web.identity import cookie_for
from tests.architecture.walk import somebody_waiting
from tests.doing import do
from tests.journeys.asks_to_look_at import ASK_PAGES, asks_by_words, asks_to_look_at
from tests.journeys.follows_to_look_at import FOLLOWS_PAGES, follows_to_look_at
from tests.journeys.insights_to_look_at import (
    INSIGHT_PAGES,
    insights_by_title,
    insights_to_look_at,
)
from tests.journeys.questions_to_look_at import questions_to_look_at
from tests.journeys.searches_to_look_at import (
    SEARCH_PAGES,
    searches_by_name,
    searches_to_look_at,
)
from tests.journeys.sessions_to_look_at import (
    SESSION_PAGES,
    sessions_by_title,
    sessions_to_look_at,
)
from tests.journeys.words_to_look_at import with_files, words_to_look_at
from tests.outside.fixtures import StartServer
from tests.outside.live_server import ROOT
from tests.polling import choose, close, opened
from tests.town import Meeting, Person, Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Theme = Literal["light", "dark"]
LOOKS: list[tuple[int, Theme]] = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
NARROWEST = 320
# Longer than any line, and nowhere to break it.
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff"
CAST = {"adaeze", "aoife", "hana", "milo", "nell", "otto", "ravi", "samir"}
CAST.add(LONG_NAME.lower())
SETTLED = """new Promise(done => requestAnimationFrame(() => {
  for (const one of document.getAnimations()) one.finish();
  requestAnimationFrame(done);
}))"""
# The dark theme changes colours and nothing else.
ASKED: dict[Theme, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"]},
}
LONG_SKILL = "Kraftfahrzeughaftpflichtversicherungsbeitragsberechnungskunst"[:60]
LONG_CIRCLE = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
PAGES = (
    {
        "first page": ("", "/"),
        "sign up": ("", "/sign-up?next=/circles"),
        "sign in": ("", "/sign-in"),
        "sign in by mail": ("", "/sign-in/link"),
        "forgotten password": ("", "/forgotten"),
        "look into your mail": ("", "/look-into-your-mail"),
        "waiting to be let in": ("", "/sign-up/waiting"),
        "today, with requests": ("hana", "/"),
        "today, with an invitation": ("otto", "/"),
        "today, with unread rooms": ("milo", "/"),
        "today, on the first day": ("nell", "/"),
        "people": ("milo", "/people"),
        "no more people": ("milo", "/people?page=9"),
        "person": ("milo", "/people/tomasz"),
        "person who said nothing": ("milo", "/people/nell"),
        "own page, still empty": ("nell", "/people/nell"),
        "people, narrowed": ("milo", "/people?site=Leeds&forms=video"),
        "people, none left": ("milo", "/people?site=Nowhere"),
        "person, for everybody": ("", "/people/hana"),
        "profile": ("milo", "/me"),
        "photo": ("milo", "/me/photo"),
        "who sees what": ("milo", "/me/sights"),
        "account": ("milo", "/me/account"),
        "reminders": ("milo", "/me/reminders"),
        "at a distance": ("hana", "/me/blocks"),
        "nobody at a distance": ("milo", "/me/blocks"),
        "password": ("milo", "/me/password"),
        "address": ("milo", "/me/email"),
        "devices": ("milo", "/me/devices"),
        "circles": ("hana", "/circles"),
        "circles, invited": ("otto", "/circles"),
        "new circle": ("milo", "/circles/new"),
        "change a circle": ("hana", "/circles/{Back after a break}/edit"),
        "circle of a host": ("hana", "/circles/{Back after a break}"),
        "circle of a member": ("milo", "/circles/{ARCP without panic}"),
        "open circle": ("nell", "/circles/{ARCP without panic}"),
        "circle to ask": ("nell", "/circles/{Teaching statistics with R}"),
        "circle, asked": ("otto", "/circles/{Back after a break}"),
        "circle, invited": ("otto", "/circles/{Quiet leadership on nights}"),
        "circle by invitation": ("nell", "/circles/{Quiet leadership on nights}"),
        "new circle, like a set": ("milo", "/circles/new?like=action-learning"),
        "circles for a skill": ("nell", "/circles?skill=ARCP&places=1"),
        "circles, none like it": ("nell", "/circles?skill=zeppelin&where=moon"),
        "before coming in": ("nell", "/circles/{ARCP without panic}/join"),
        "before asking to join": ("nell", "/circles/{Teaching statistics with R}/join"),
        "circle, in line": ("otto", "/circles/{Reading charts together}"),
        "archived circle": ("samir", "/circles/{Winter exam study circle}"),
        "full circle": ("nell", "/circles/{Reading charts together}"),
        "circle with a line, of a host": ("ravi", "/circles/{Reading charts together}"),
        "archived room": ("milo", "/circles/{Winter exam study circle}/room"),
        "circle with a long name": ("nell", "/circles/{" + LONG_CIRCLE[:80] + "}"),
        "thanks, none yet": ("nell", "/me/thanks"),
        "to thank somebody": ("hana", "/people/milo/thank"),
        "room": ("milo", "/circles/{ARCP without panic}/room"),
        "desk of a room": ("hana", "/rooms/{room of First evenings}/desk"),
        "skills": ("hana", "/skills"),
        "skills, filtered": ("milo", "/skills?q=re"),
        "skills, none left": ("milo", "/skills?q=zeppelin"),
        "skill": ("milo", "/skills/{skill ARCP}"),
        "skill nobody teaches": ("nell", "/skills/{skill " + LONG_SKILL + "}"),
        "own skills": ("milo", "/me/skills"),
        "own skills, still empty": ("nell", "/me/skills"),
        "own skill": (LONG_NAME.lower(), "/me/skills/learn/{skill " + LONG_SKILL + "}"),
        "skill, changed": ("hana", "/skills/{skill ARCP}/edit"),
        "skill, merged": ("hana", "/skills/{skill ARCP}/merge?into=" + LONG_SKILL),
        "topic lists": ("hana", "/skills/lists"),
        "first step": ("nell", "/welcome/skills"),
        "second step": ("nell", "/welcome/circles"),
        "search": ("milo", "/search"),
        "search with matches": ("milo", "/search?q=splints"),
        "search for who teaches": ("milo", "/search?q=teach:ARCP"),
        "search for one kind": ("milo", "/search?q=arcp&kind=circle"),
        "search for what was said": ("milo", "/search?q=kettle&kind=message"),
        "search narrowed down": ("milo", "/search?q=splint+form:Video&sort=newest"),
        "search without a match": ("milo", "/search?q=zeppelin"),
        "inbox": ("hana", "/inbox"),
        "empty inbox": ("nell", "/inbox"),
        "administration": ("hana", "/administration"),
        "administration, members": ("hana", "/administration/members"),
        "administration, nobody found": ("hana", "/administration/members?q=zeppelin"),
        "administration, waiting": ("hana", "/administration/waiting"),
        "administration, many": ("hana", "/administration/members/add"),
        "administration, settings": ("hana", "/administration/settings"),
        "administration, deliveries": ("hana", "/administration/deliveries"),
        "administration, first steps": ("hana", "/administration/guide"),
        "invitations": ("hana", "/administration/invitations"),
        "invitations into a circle": ("hana", "/circles/{Back after a break}/invitations"),
        "invitation": ("", "/invitation/shown-in-a-browser"),
        "invitation, signing in": ("", "/invitation/shown-in-a-browser/sign-in"),
        "polls of a circle": ("hana", "/circles/{First evenings}/polls"),
        "no polls yet": ("milo", "/circles/{ARCP without panic}/polls"),
        "a new poll": ("milo", "/rooms/{room of First evenings}/polls/new"),
        "a poll, to vote in": ("milo", "/items/{poll How long?}/poll"),
        "a poll, with names": ("hana", "/items/{poll Which evening?}/poll"),
        "a poll, decided": ("milo", "/items/{poll Tea or coffee?}/poll"),
        "among hosts": ("hana", "/rooms/{room of First evenings}/hosts"),
        "who has not written": ("hana", "/rooms/{room of First evenings}/quiet"),
        "what hosts did": ("hana", "/rooms/{room of First evenings}/log"),
        "somebody in a room": ("hana", "/rooms/{room of First evenings}/people/{member milo}"),
        "somebody at rest": ("hana", "/rooms/{room of First evenings}/people/{member yuki}"),
        "groups of a room": ("hana", "/rooms/{room of First evenings}/groups"),
        "groups there are": ("hana", "/rooms/{room of Back after a break}/groups"),
        "a room in groups": ("hana", "/rooms/{room of Back after a break}"),
        "a small group": ("hana", "/rooms/{Group 1 of Back after a break}"),
        "questions, of a host": ("hana", "/rooms/{room of First evenings}/questions"),
        "questions, of a member": ("milo", "/rooms/{room of First evenings}/questions"),
        "no questions yet": ("hana", "/rooms/{room of Back after a break}/questions"),
        "calm view": ("milo", "/rooms/{room of First evenings}/calm"),
        "what was missed": ("milo", "/rooms/{room of First evenings}/missed"),
        "a room with questions": ("milo", "/rooms/{room of First evenings}"),
        "a room with polls": ("hana", "/rooms/{room of First evenings}"),
        "a message with files": ("hana", "/items/{message with files}"),
        "a room's search": ("milo", "/rooms/{room of First evenings}/search?q=the"),
        "a room's search, nothing": ("milo", "/rooms/{room of First evenings}/search?q=zeppelin"),
        "to keep a message": ("hana", "/items/{message with files}/star"),
        "signs": ("milo", "/items/{message with files}/reactions"),
        "notes": ("milo", "/me/notes"),
        "no notes": ("nell", "/me/notes"),
        "invitation of a member": ("nell", "/invitation/shown-in-a-browser"),
    }
    | SESSION_PAGES
    | INSIGHT_PAGES
    | SEARCH_PAGES
    | FOLLOWS_PAGES
    | ASK_PAGES
)

IN_GROUPS = {"beth": 1, "zofia": 1, "siobhan": 2, "mei": 2}


@dataclass(frozen=True)
class Place:
    """The demonstration on a running server, with guests who make it harder to lay out."""

    url: str
    cookies: dict[str, str]
    circles: dict[str, str]

    def address(self, path: str) -> str:
        for name, circle_id in self.circles.items():
            path = path.replace("{" + name + "}", circle_id)
        return self.url + path


@pytest.fixture(scope="module")
def place(live_server: StartServer) -> Place:
    return open_place(live_server, invite_guests)


@pytest.fixture
def demonstration(live_server: StartServer) -> Place:
    """As everybody sees it who tries it for the first time."""
    return open_place(live_server, lambda: None)


def open_place(live_server: StartServer, prepare: Callable[[], None]) -> Place:
    server = live_server()
    server.run("demo")
    settings = Settings(data=server.data_dir)
    database = transaction.connect(settings.database_address)
    try:
        prepare()
        people, circles = everything()
        cookies = {one: cookie_for(settings, people[one].sign_in()) for one in CAST & people.keys()}
    finally:
        database.close()
    return Place(server.url, cookies, circles)


def everything() -> tuple[dict[str, Person], dict[str, str]]:
    """People by handle, and the ids of circles and skills by name."""
    with reading() as db:
        people = {m.handle: Person(m.id, m.name, m.handle) for m in db.scalars(select(Member))}
        skills = {f"skill {skill.name}": skill.id for skill in db.scalars(select(Skill))}
        things = skills | {circle.name: circle.id for circle in db.scalars(select(Circle))}
        polls = db.scalars(select(Item).where(Item.kind == ItemKind.POLL))
        things |= {f"poll {item.body}": item.id for item in polls}
        rooms = select(Circle.name, Room.name, Room.id).join(Room, Room.circle_id == Circle.id)
        named = {f"{group or 'room'} of {name}": room for name, group, room in db.execute(rooms)}
        named |= {f"member {handle}": person.id for handle, person in people.items()}
        return people, things | named | with_files(db) | sessions_by_title() | texts_by_name()


def texts_by_name() -> dict[str, str]:
    return insights_by_title() | searches_by_name() | asks_by_words()


def invite_guests() -> None:
    """Somebody asks, somebody is invited, somebody is new, and two names are very long."""
    town = Town()
    found, circles = everything()
    town.person("Nell")
    long = town.person(LONG_NAME)
    do(long, wish, LONG_SKILL, words=LONG_SKILL * 8, evidence=LONG_SKILL)
    town.circle(long, name=LONG_CIRCLE[:80], purpose=LONG_CIRCLE * 4)
    town.ask(found["otto"], circles["Back after a break"])
    town.ask(long, circles["Back after a break"])
    town.ask(found["otto"], circles["Reading charts together"])
    town.invite(found["otto"], circles["Quiet leadership on nights"], found["amara"])
    invitation_to_look_at(found["hana"], circles["Back after a break"])
    polls_to_look_at(found, circles)
    words_to_look_at(found, circles)
    hosting_to_look_at(found, circles)
    questions_to_look_at(found, circles)
    sessions_to_look_at(found)
    insights_to_look_at(found, circles)
    searches_to_look_at(found)
    follows_to_look_at(found, long, LONG_SKILL)
    asks_to_look_at(found, long, LONG_SKILL)
    do(
        found["hana"],
        groups.split,
        circles["room of Back after a break"],
        groups=2,
        minutes=120,
        how=How.BY_HAND,
        places={found[one].id: number for one, number in IN_GROUPS.items()},
    )


def polls_to_look_at(found: dict[str, Person], known: dict[str, str]) -> None:
    """One of each sort, with votes: open, with names, and closed with what was decided."""
    hana, milo, yuki = found["hana"], found["milo"], found["yuki"]
    circle = Meeting(known["First evenings"], known["room of First evenings"], hana)
    opened(hana, circle, "How long?", way=PollWay.POINTS, points=10)
    evening = opened(
        hana, circle, "Which evening?", "Tuesday", LONG_NAME * 3, named=True, live=True
    )
    drinks = opened(hana, circle, "Tea or coffee?", "Tea", "Coffee")
    for person in (hana, milo, yuki):
        choose(person, drinks, "Tea")
        choose(person, evening, "Tuesday")
    close(hana, drinks, outcome=f"Tea it is. {LONG_NAME}")


def hosting_to_look_at(found: dict[str, Person], known: dict[str, str]) -> None:
    """Questions to hosts, with and without a name, and one of each thing that hosts do."""
    hana, milo, yuki = found["hana"], found["milo"], found["yuki"]
    circle = Meeting(known["First evenings"], known["room of First evenings"], hana)
    asked = Town().say(milo, circle, f"{LONG_NAME * 3}?", audience=Audience.HOSTS)
    Town().say(hana, circle, "Yes.", reply_to=asked.id, key="an-answer-to-it")
    quietly = Saying(
        yuki.actor, circle.room_id, "a-question", LONG_NAME, audience=Audience.HOSTS, nameless=True
    )
    with transaction.transaction() as db:
        say(db, quietly)
    gone = Town().say(milo, circle, f"{LONG_NAME * 3} again.", key="to-be-hidden").id
    do(hana, hiding.hide, gone, f"{LONG_NAME * 3} is too long.")
    do(hana, barring.mute, circle.room_id, yuki.id, "today")
    do(hana, barring.put_out, circle.room_id, yuki.id, None, LONG_NAME)


def invitation_to_look_at(host: Person, circle_id: str) -> None:
    """One whose address is known beforehand, one by letter, and somebody who waits."""
    do(host, invite_person, circle_id, name=LONG_NAME, email=f"{LONG_NAME}@example.org")
    made = do(host, make_link, circle_id).invitation.id
    somebody_waiting()
    with transaction.transaction() as db:
        db.get_one(Invitation, made).token_hash = token_hash("shown-in-a-browser")


@contextmanager
def window(browser: Browser, place: Place, who: str, **options: Any) -> Iterator[Page]:
    """Somebody's browser with one window."""
    with ExitStack() as open_ones:
        context = somebodys(browser, place, who, **options)
        open_ones.callback(context.close)
        yield open_ones.enter_context(watched(context, place))


def somebodys(browser: Browser, place: Place, who: str, **options: Any) -> BrowserContext:
    """A browser in which they are signed in."""
    context = browser.new_context(reduced_motion="reduce", **options)
    if who:
        name, _, value = place.cookies[who].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": place.url}])
    return context


@contextmanager
def watched(context: BrowserContext, place: Place) -> Iterator[Page]:
    """A window. What goes wrong in it, or asks another host, fails the test."""
    page, faults = context.new_page(), []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.extend(strangers(request.url, place)))
    try:
        yield page
    finally:
        page.close()
    assert not faults


@pytest.fixture(scope="module")
def browsers(browser: Browser, place: Place) -> Iterator[dict[str, BrowserContext]]:
    """By whose they are; what one page has loaded the next need not load again."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


def strangers(address: str, place: Place) -> list[str]:
    return [] if address.startswith((place.url + "/", "data:")) else [f"asked {address}"]


def look(page: Page, width: int, theme: Theme) -> None:
    """Change the window and wait until it is painted so, with every colour at its end."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.evaluate(SETTLED)


def barriers(page: Page, theme: Theme) -> list[str]:
    """What axe finds, each with the element it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("how => axe.run(how).then(told => told.violations)", ASKED[theme])
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("who", "path"), PAGES.values(), ids=PAGES)
def test_a_page_is_open_to_everybody_at_any_width_in_both_themes(
    browser: Browser,
    browsers: dict[str, BrowserContext],
    place: Place,
    who: str,
    path: str,
) -> None:
    if who not in browsers:
        browsers[who] = somebodys(browser, place, who)
    with watched(browsers[who], place) as page:
        answer = page.goto(place.address(path))
        assert answer is not None
        assert answer.ok
        for width, theme in (LOOKS[0], LOOKS[-1]):  # each width once, and each theme
            look(page, width, theme)
            assert barriers(page, theme) == [], f"{width} px, {theme}"
        page.set_viewport_size({"width": NARROWEST, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST


def test_a_newcomer_gets_into_a_room_without_javascript(browser: Browser, place: Place) -> None:
    with window(browser, place, "", java_script_enabled=False) as page:
        page.goto(place.url)
        page.get_by_role("main").get_by_role("link", name="Join").click()
        page.get_by_label("Your name").fill("Petra Novak")
        page.get_by_label("E-mail address").fill("petra.novak@example.org")
        page.get_by_label("Password").fill("four quiet blue herons")
        page.get_by_role("button", name="Join").click()
        page.get_by_label("You want to learn").fill("ARCP, splinting")
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Join and go to the room of ARCP without panic").click()
        page.get_by_label("I have read it and agree").check()
        page.get_by_role("button", name="Join").click()
        page.get_by_role("link", name="Go to the room").click()
        page.get_by_label("Write to").fill("Good evening from Petra.")
        page.get_by_role("button", name="Send").click()
        said = page.get_by_role("list", name="Messages").get_by_text("Good evening from Petra.")
        expect(said).to_be_visible()


@pytest.mark.skipif("COMENTOR_SCREENSHOTS" not in os.environ, reason="COMENTOR_SCREENSHOTS")
def test_pictures_for_the_documentation(browser: Browser, demonstration: Place) -> None:
    room = demonstration.address("/circles/{ARCP without panic}/room")
    with ExitStack() as windows:
        for who in ("adaeze", "aoife"):
            windows.enter_context(window(browser, demonstration, who)).goto(room)
        milo = window(browser, demonstration, "milo", viewport={"width": 1280, "height": 800})
        page = windows.enter_context(milo)
        page.goto(demonstration.address("/"))
        save(page, "today")
        page.goto(room)
        expect(page.get_by_text("3 here").first).to_be_visible()
        page.get_by_role("list", name="Messages").get_by_role(
            "listitem"
        ).last.scroll_into_view_if_needed()
        save(page, "room")


def save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
