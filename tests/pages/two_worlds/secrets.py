"""Private things, each put into one of the worlds; Otto may learn of none of them.

All speak of the canary, so that the same questions are asked of every world. `found` says by
whom and where it can be seen: else a test would compare nothing with nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import BlockKind
from community.access.policy import Audience, Visibility
from community.circles import actions as circles
from community.circles.actions import materials
from community.circles.shape import CircleShape
from community.demo.pictures import picture
from community.files.actions import store
from community.insights.actions import commenting
from community.invitations import actions as invitations
from community.members import blocking, profiles
from community.members.actions import change_profile
from community.rooms.actions import edit, react, withdraw
from community.rooms.actions.starring import star
from community.sessions.actions import discussion
from community.skills import actions as skills
from community.thanks.actions import thank
from tests.doing import do
from tests.pages.two_worlds.of_asks import among_others, on_the_board
from tests.pages.two_worlds.of_insights import (
    asked_to_be_quoted,
    followed_by_others,
    insight_to_check,
    kept_and_tried,
    kept_insights,
)
from tests.pages.two_worlds.of_rooms import before_he_came, in_another_group
from tests.pages.two_worlds.of_sessions import (
    date_for_the_invited,
    guest_in_an_open_session,
    invited_session,
    said_afterwards,
)
from tests.pages.two_worlds.settled import Settled
from tests.polling import choose, close, opened
from tests.town import Person

KEPT_BACK = (
    "photo", "about", "organisation", "site", "stage", "languages", "links", "forms", "time_zone",
)  # fmt: skip
Found = Callable[[Settled], tuple[Person, str]]


@dataclass(frozen=True)
class Secret:
    add: Callable[[Settled], None]
    found: Found | None = None  # somebody who sees the canary, and the address where
    from_administrators: bool = False  # who are outsiders to circles and profiles like Otto


def hidden_circle(here: Settled) -> None:
    town = here.town
    shape = CircleShape(skills="Canarium weaving", join_questions=["Canarium?"], most=40)
    about = {"name": "Canarium thumb secrets", "purpose": "Canarium and purpel orthosis thumb."}
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, **about)
    do(
        town.hana,
        circles.change_circle,
        hidden.id,
        **about,
        visibility=Visibility.HIDDEN,
        shape=shape,
    )
    sent = town.send(town.hana, hidden, "canarium.txt", b"Canarium")
    first = town.say(town.hana, hidden, "Canarium @milo @otto @hana", files=(sent,))
    do(town.milo, star, first.id, "Canarium.")
    town.say(town.milo, hidden, "Canarium again", reply_to=first.id)
    second = town.say(town.milo, hidden, "Canarium for hosts", audience=Audience.HOSTS)
    do(town.milo, react, first.id, "👍", on=True)
    asked = opened(town.hana, hidden, "Canarium or purpel?", "Canarium", "Purpel", named=True)
    choose(town.milo, asked, "Canarium")
    close(town.hana, asked, outcome="Canarium.")
    opened(town.milo, hidden, "Canarium thumb?", closes_in=86_400)
    do(town.hana, edit, first.id, "Canarium, changed, @otto")
    do(town.milo, withdraw, second.id)
    do(
        town.hana,
        materials.add_link,
        hidden.id,
        address="https://canarium.example.org",
        title="Canarium",
    )
    town.invite(town.ada, hidden.id, town.hana)
    # An invitation that Otto had, and that was taken back.
    town.invite(town.otto, hidden.id, town.hana)
    do(town.hana, circles.remove, hidden.id, town.otto.id)


def votes(here: Settled) -> None:
    """What was chosen, in a poll that Otto sees and that is still open."""
    for person in (here.town.hana, here.town.milo):
        choose(person, here.ballot, "Right")


def asked_hidden_circle(here: Settled) -> None:
    """One that could be asked into for a while, and was."""
    town = here.town
    about = {"name": "Canarium thumb secrets", "purpose": "Canarium."}
    hidden = town.circle(town.hana, visibility=Visibility.ASK, **about)
    town.ask(town.milo, hidden.id)
    do(town.hana, circles.change_circle, hidden.id, **about, visibility=Visibility.HIDDEN)


def archived_circle(here: Settled) -> None:
    town = here.town
    over = town.circle(town.hana, town.milo, name="Canarium evenings", purpose="Canarium.")
    shape = CircleShape(skills="Canarium weaving")
    about = {"name": "Canarium evenings", "purpose": "Canarium.", "visibility": Visibility.OPEN}
    do(town.hana, circles.change_circle, over.id, **about, shape=shape)
    town.say(town.hana, over, "Canarium for all of us, @milo")
    town.archive(over)


def _keeps_from(here: Settled, who: Person, sight: str) -> None:
    details = profiles.Details(
        organisation="Canarium Hospital",
        site="Canarium",
        stage="Canarium stage",
        languages="Canarish",
        links=[("Canarium", "https://canarium.example.org")],
        forms=["video"],
        time_zone="Africa/Nairobi",
    )
    do(who, profiles.choose_sights, dict.fromkeys(KEPT_BACK, sight), "members")
    do(who, profiles.change_details, details)
    do(who, _put_photo)
    profile = {"name": who.name, "handle": who.handle, "role_line": "", "about": "Canarium."}
    do(who, change_profile, **profile)


def _put_photo(db: Session, actor: Actor) -> None:
    file = store(db, actor, name="canarium.png", media_type="image/png", content=picture("x"))
    profiles.put_photo(db, actor, file.id)


def part_for_nobody(here: Settled) -> None:
    """Not even whoever shares a circle with Milo sees it."""
    _keeps_from(here, here.town.milo, "nobody")


def part_for_circles(here: Settled) -> None:
    """Otto shares no circle with Ada, who shares one with Nell."""
    _keeps_from(here, here.town.ada, "circles")


def blocker(here: Settled) -> None:
    """Somebody came, said what they teach, and blocked Otto: he is in a world without them."""
    town = here.town
    bodo = town.person("Bodo Canarium")
    _keeps_from(here, bodo, "members")
    # Spelled as Otto will: how a skill in the open is spelled is the same for all.
    do(bodo, skills.offer, "canarium weaving", words="Canarium.")
    do(bodo, skills.offer, "Pottery")
    do(bodo, skills.wish, "Thumb casting")
    do(bodo, discussion.comment, here.talk.id, "a-key-of-bodo", "Canarium thumb")
    do(bodo, commenting.comment, here.insight, "a-key-of-bodo", "Canarium thumb")
    on_the_board(bodo, here)
    do(bodo, blocking.keep_apart, town.otto.id, BlockKind.BLOCK)


def join_request(here: Settled) -> None:
    """With answers; only the hosts of the circle hear of it."""
    canarium = here.town.person("Canarium Asta")
    do(canarium, blocking.keep_apart, here.town.otto.id, BlockKind.BLOCK)
    do(canarium, circles.join, here.orthosis.id, agreed=True, answers=["Canarium."])


def member_asks(here: Settled) -> None:
    do(here.town.ada, circles.join, here.orthosis.id, agreed=True)


def private_skills(here: Settled) -> None:
    """What is offered for nobody's eyes makes no skill, and no number greater."""
    for who, sight in ((here.quin, "circles"), (here.town.milo, "nobody")):
        do(who, profiles.choose_sights, {"learns": sight}, "members")
        do(who, skills.wish, "CANARIUM Weaving", words="Canarium.")
    do(here.town.milo, skills.wish, "Pottery")


def mute(here: Settled) -> None:
    """Milo does not want to hear from Otto, who is not to notice."""
    do(here.town.milo, blocking.keep_apart, here.town.otto.id, BlockKind.MUTE)


def kept_for_oneself(here: Settled) -> None:
    """What Milo keeps of a room that Otto is in too, and a file he has not said there yet."""
    town = here.town
    for item in town.items(town.milo, here.thumbs):
        do(town.milo, star, item["id"], "Canarium.")
    town.send(town.milo, here.thumbs, "canarium.txt", b"Canarium")


def waiting_list(here: Settled) -> None:
    """Who stands in line is for the hosts."""
    for person in (here.town.milo, here.quin):
        do(person, circles.join, here.wheel.id, agreed=True)


def thanks_kept(here: Settled) -> None:
    """The thanked have not shown it."""
    do(here.town.hana, thank, "milo", "Canarium: you taught me how to wait.")


def on_the_way_in(here: Settled) -> None:
    """Invitations to the circle he knows of, and to somebody who is no member."""
    town = here.town
    do(town.milo, invitations.make_link, here.orthosis.id)
    person = {"email": "canarium@example.org", "name": "Canarium"}
    do(town.milo, invitations.invite_person, here.orthosis.id, **person)
    town.invite(here.quin, here.orthosis.id, town.milo)


SECRETS = {
    "a hidden circle": Secret(
        hidden_circle, lambda here: (here.town.hana, "/circles"), from_administrators=True
    ),
    "a circle that hid with a request": Secret(
        asked_hidden_circle, lambda here: (here.town.hana, "/circles"), from_administrators=True
    ),
    "an archived circle": Secret(
        archived_circle, lambda here: (here.town.milo, "/circles"), from_administrators=True
    ),
    "a part of a profile for nobody": Secret(
        part_for_nobody, lambda here: (here.town.milo, "/me"), from_administrators=True
    ),
    "a part of a profile for circles": Secret(
        part_for_circles, lambda here: (here.nell, "/people/ada"), from_administrators=True
    ),
    "somebody who blocked him": Secret(blocker, lambda here: (here.town.hana, "/people")),
    "a request to join": Secret(member_asks),
    "a request of somebody who blocked him": Secret(
        join_request, lambda here: (here.town.milo, f"/circles/{here.orthosis.id}")
    ),
    "private skills": Secret(
        private_skills, lambda here: (here.town.milo, "/me/skills"), from_administrators=True
    ),
    "a mute": Secret(mute),
    "what was chosen in an open poll": Secret(votes, from_administrators=True),
    "messages kept, and a file not said yet": Secret(
        kept_for_oneself, lambda here: (here.town.milo, "/me/notes"), from_administrators=True
    ),
    "people in line": Secret(waiting_list),
    "what another small group says": Secret(
        in_another_group,
        lambda here: (here.town.milo, f"/rooms/{here.loft.theirs.room_id}"),
        from_administrators=True,
    ),
    "what was said before he came": Secret(
        before_he_came,
        lambda here: (here.town.hana, f"/rooms/{here.loft.circle.room_id}"),
        from_administrators=True,
    ),
    "thanks that were not shown": Secret(
        thanks_kept, lambda here: (here.town.milo, "/me/thanks"), from_administrators=True
    ),
    "people on their way in": Secret(on_the_way_in),
    "a session for those invited": Secret(
        invited_session, lambda here: (here.quin, "/sessions"), from_administrators=True
    ),
    "a date that is looked for": Secret(
        date_for_the_invited,
        lambda here: (here.thumbs.host, "/sessions"),
        from_administrators=True,
    ),
    "what was said of a session afterwards": Secret(
        said_afterwards,
        lambda here: (here.town.milo, f"/sessions/{here.held.id}"),
        from_administrators=True,
    ),
    "insights of circles, and drafts": Secret(
        kept_insights, lambda here: (here.orthosis.host, "/insights"), from_administrators=True
    ),
    "an insight that waits": Secret(
        insight_to_check, lambda here: (here.town.ada, "/insights?of=all")
    ),
    "what few keep and tried of an insight": Secret(
        kept_and_tried, lambda here: (here.quin, "/insights/kept")
    ),
    "what others follow": Secret(followed_by_others, from_administrators=True),
    "words that somebody would like to quote": Secret(
        asked_to_be_quoted,
        lambda here: (here.town.ada, "/insights/quotes"),
        from_administrators=True,
    ),
    "asks": Secret(among_others, lambda here: (here.nell, "/asks"), from_administrators=True),
    "a guest of an open session": Secret(guest_in_an_open_session, from_administrators=True),
}
