"""The community that both worlds share: what Otto may know of before and after the secret."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.access.actor import CommunityRole
from community.access.ask_rules import AskTo
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.access.things import History
from community.asks.actions import answering, asking
from community.circles import actions as circles
from community.circles.shape import CircleShape
from community.core import clock, relay
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.discovery.saved.keeping import Wanted, save
from community.follows import actions as follows
from community.follows.letter_choice import choose as choose_letter
from community.insights.texts import Shown, Text
from community.members import profiles
from community.members.actions import change_profile
from community.rooms.actions import groups
from community.rooms.groups_rules import How
from community.sessions import comment_wishes
from community.sessions.actions import hosting
from community.skills import actions as skills
from community.skills.models import Skill
from tests.doing import do
from tests.insights.test_writing import published
from tests.polling import choose, opened
from tests.town import Evening, Meeting, Person, Town


@dataclass(frozen=True)
class Loft:
    """Hana's circle, which keeps its past to itself; its room is split into two groups.

    `past`: what she said before the others came. Milo is in `theirs`, Otto in `his`.
    """

    circle: Meeting
    past: str
    theirs: Meeting
    his: Meeting


@dataclass(frozen=True)
class Settled:
    """Otto is in `thumbs` with Hana and Milo; of the others he knows, and is in none."""

    town: Town
    nell: Person
    quin: Person  # in no circle
    alma: Person  # administers, and is in no circle either
    thumbs: Meeting
    orthosis: Meeting  # Milo's; one asks to join
    evening: Evening  # of `orthosis`, for all members
    kiln: Meeting  # Nell's, open
    bench: Meeting  # Otto's own
    wheel: Meeting  # Nell's, with a place for one more, who has come
    ballot: dict[str, Any]  # a poll in `thumbs`; how it stands is seen when it closes
    loft: "Loft"
    held: Evening  # of `orthosis`, over: he sees its page, and may not read what was said
    talk: Evening  # over as well, for all to read; he wants to hear of comments on it
    insight: str  # Hana's, for everybody, of no circle
    asked: str  # Hana's, of everybody; Milo answered it
    searches: dict[str, str]  # which he keeps, by their words: he is told of what is new


def settle(town: Town) -> Settled:
    people = town.hana, town.milo, town.otto, town.ada
    assert len({person.id for person in people}) == 4
    nell = town.person("Nell")
    thumbs = town.circle(town.hana, town.milo, town.otto, name="Thumb splints")
    orthosis = town.circle(town.milo, name="Purple orthosis", visibility=Visibility.ASK)
    settled = Settled(
        town=town,
        nell=nell,
        quin=town.person("Quin"),
        alma=town.person("Alma", CommunityRole.ADMINISTRATOR),
        thumbs=thumbs,
        orthosis=orthosis,
        evening=town.session(orthosis, open_to=OpenTo.MEMBERS, starts_in=30),
        kiln=town.circle(nell, town.ada, name="The kiln"),
        wheel=town.circle(nell, town.ada, name="The wheel"),
        bench=town.circle(town.otto, name="Otto's bench"),
        ballot=opened(town.hana, thumbs, "Which thumb?", "Left", "Right"),
        loft=_loft(town),
        held=_held(town, orthosis, "Held", Confidentiality.CIRCLE),
        talk=_held(town, orthosis, "A talk", Confidentiality.OPEN),
        insight=_insight(town),
        asked=_asked(town),
        searches={
            words: do(town.otto, save, Wanted(words, tell=True), None).id
            for words in ("canarium", "thumb")
        },
    )
    with transaction() as db:  # of one he wanted to hear when he still might
        for evening in (settled.held, settled.talk):
            comment_wishes.keep_wish(db, evening.id, town.otto.id, wanted=True)
    wheel = {"name": "The wheel", "purpose": "Throwing.", "visibility": Visibility.OPEN}
    do(nell, circles.change_circle, settled.wheel.id, **wheel, shape=CircleShape(most=2))
    shape = CircleShape(skills="Pottery, Thumb casting")
    about = {"name": "The kiln", "purpose": "Firing clay.", "visibility": Visibility.OPEN}
    do(nell, circles.change_circle, settled.kiln.id, **about, shape=shape)
    do(town.milo, skills.offer, "Thumb casting", words="Slowly.")
    do(nell, skills.offer, "Pottery")
    do(town.otto, skills.wish, "Pottery")
    do(town.otto, skills.wish, "Thumb casting")
    do(nell, profiles.change_details, profiles.Details(site="York", languages="English"))
    town.say(town.hana, thumbs, "Warm the thumb, @otto.")
    _follow(settled)
    return settled


def _follow(here: Settled) -> None:
    """All that Otto knows of, also what he reads only a part of; he wants it in a letter. The
    first of it he is told before anything else: what comes at one moment has no order."""
    otto = here.town.otto
    for person in (here.town.hana, here.town.milo, here.nell, here.quin):
        do(otto, follows.follow_person, person.id)
    for circle in (here.thumbs, here.orthosis, here.kiln):
        do(otto, follows.follow_circle, circle.id)
    for name in ("Pottery", "Thumb casting"):
        with reading() as db:
            skill_id = db.scalars(select(Skill.id).where(Skill.name == name)).one()
        do(otto, follows.follow_skill, skill_id)
    with clock.fixed(_before()):
        do(otto, choose_letter, "day")
        assert relay.run_once(relay.Where.INSIDE)


def _before() -> datetime:
    return clock.now() - timedelta(hours=1)


def _asked(town: Town) -> str:
    given = {"client_key": "an-ask-of-hana", "body": "How warm is a warm thumb?"}
    ask_id = do(town.hana, asking.put, put_to=AskTo.EVERYBODY, **given).id
    words = {"client_key": "a-word-of-milo", "body": "Like tea."}
    do(town.milo, answering.answer, ask_id, **words)
    return ask_id


def _insight(town: Town) -> str:
    text = Text("Warm hands, warm thumbs", "Warm the hands first.")
    with clock.fixed(_before()):
        return published(town.hana, text, Shown(Sight.PUBLIC, skills=("Thumb casting",))).id


def _held(town: Town, where: Meeting, title: str, confidentiality: Confidentiality) -> Evening:
    plan: dict[str, Any] = {
        "open_to": OpenTo.MEMBERS,
        "confidentiality": confidentiality,
        "title": title,
    }
    evening = town.session(where, starts_in=0, **plan)
    town.come(town.hana, evening)
    do(where.host, hosting.start, evening.id)
    do(where.host, hosting.end, evening.id)
    return evening


def _loft(town: Town) -> Loft:
    circle = town.circle(town.hana, town.milo, name="The loft")
    about = {"name": "The loft", "purpose": "Looms.", "visibility": Visibility.OPEN}
    shape = CircleShape(history=History.SINCE_JOINING)
    do(town.hana, circles.change_circle, circle.id, **about, shape=shape)
    with clock.fixed(_before()):  # elsewhere all happens in one moment
        past = town.say(town.hana, circle, "Oil the loom first.").id
    town.bring(town.otto, circle.id, town.hana)
    town.say(town.hana, circle, "As I said.", reply_to=past)
    theirs, his = do(
        town.hana,
        groups.split,
        circle.room_id,
        groups=2,
        minutes=60,
        how=How.BY_HAND,
        places={town.milo.id: 1, town.otto.id: 2},
    )
    rooms = (Meeting(circle.id, room.id, town.hana) for room in (theirs, his))
    return Loft(circle, past, *rooms)


def go_on(here: Settled) -> None:
    """What happens in both worlds after the secret, in the open."""
    town = here.town
    for person in (town.hana, town.milo):
        with suppress(Refused):  # in one of the worlds they have voted already, the other way
            choose(person, here.ballot, "Left")
    town.say(town.milo, here.thumbs, "For how long?", key="for-how-long")
    about = {"name": "Thumb splints", "purpose": "Thumbs, mostly.", "visibility": Visibility.OPEN}
    do(town.hana, circles.change_circle, here.thumbs.id, **about)
    profile = {"name": "Milo", "handle": "milo", "role_line": "Splints", "about": ""}
    do(town.milo, change_profile, **profile)
    do(town.hana, skills.offer, "Thumb casting")
    do(town.hana, skills.wish, "Glazing")
    town.circle(here.nell, name="Glazes of all kinds")
    town.invite(town.otto, here.kiln.id, here.nell)
