"""A community in which every word that anybody can write tries to be code.

The rows are written past the actions that would tidy them: what pages show has to be safe
whatever lies in the database. What is said goes the usual way, as it is kept as it was said.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from community.access.blocks import Block, BlockKind
from community.access.memberships import CircleRole, Membership, Standing
from community.choices.models import Choice
from community.circles.actions.materials import add_file, add_link, fit_to_keep
from community.circles.models import Circle, CircleSkill, JoinAnswer, Material
from community.core import clock
from community.core.errors import Problem
from community.core.ids import new_id
from community.core.transaction import transaction
from community.files.models import File
from community.invitations.models import Invitation
from community.members.models import Member, Profile, SignUp
from community.rooms.hosting_models import ActKind, HostAct
from community.rooms.models import Item, ItemKind, Room, Star
from community.rooms.poll_models import Poll, PollOption, PollWay
from community.skills.models import Level, Offer, Skill, SkillName, Wish
from community.thanks.models import Thanks
from tests.doing import do
from tests.pages.xss.payloads import URLS
from tests.town import Meeting, Person, Town

# Each way the words of one portion came in that some page shows; there they stand behind a mark.
# Names of files, addresses of the invited, what a skill was called before a merge and what a
# browser says of itself are kept, and shown nowhere as they came.
WAYS = {
    "name", "email", "role_line", "about", "organisation", "site", "stage", "languages", "training",
    "link_label", "skill", "skill_about", "alias", "words", "evidence", "circle", "purpose",
    "rhythm", "reach", "agreement", "join_question", "asked_question", "answer", "material",
    "thanks", "invited_name", "message", "question", "pinned", "waiting_name", "waiting_email",
    "waiting_message", "community", "welcome", "room_band", "timer", "poll", "option", "outcome",
    "reason", "note", "group", "brings_back",
}  # fmt: skip


def mark(way: str) -> str:
    return f"came-as-{way.replace('_', '-')};"


@dataclass
class Slot:
    """One portion of payloads, in every field of one person, their circle and their skill."""

    town: Town
    portion: tuple[str, ...]
    person: Person
    circle: Meeting
    number: int
    skill_id: str = field(default_factory=new_id)
    thanks_id: str = field(default_factory=new_id)
    group_id: str = field(default_factory=new_id)
    items: list[str] = field(default_factory=list)

    def words(self, way: str) -> str:
        return mark(way) + "\n\n".join(self.portion)

    def line(self, way: str) -> str:
        return mark(way) + " ".join(self.portion)


def fill(town: Town, number: int, portion: tuple[str, ...]) -> Slot:
    assert town.ada, "who asks to join is there already"
    person = town.person(f"Person {number}")
    slot = Slot(town, portion, person, town.circle(person, town.hana, town.milo), number)
    _talk(slot)
    _addresses(slot)
    with transaction() as db:
        for write in (_person, _circle, _skill, _people, _thanks, _room, _poll, _hosting, _groups):
            write(db, slot)
    return slot


def fill_community(slot: Slot) -> None:
    """What there is only once."""
    with transaction() as db:
        for key in ("name", "welcome"):
            way = "community" if key == "name" else key
            db.execute(insert(Choice).values(key=key, value=slot.line(way)))


def _talk(slot: Slot) -> None:
    first = slot.town.say(slot.person, slot.circle, mark("message") + slot.portion[0])
    for payload in slot.portion:
        try:
            answer = slot.town.say(
                slot.town.milo, slot.circle, mark("message") + payload, reply_to=first.id
            )
        except Problem:
            continue
        slot.items.append(answer.id)
    slot.town.say(slot.person, slot.circle, f"@hana @milo {slot.portion[-1]}")


def _addresses(slot: Slot) -> None:
    """The usual way: an address is judged when it is kept, and what is refused stands nowhere."""
    for url in URLS:
        try:
            do(slot.person, add_link, slot.circle.id, title=url, address=url)
        except Problem:
            continue
    upload = fit_to_keep("notes.txt", b"Notes.")
    do(slot.person, add_file, slot.circle.id, title="Notes", upload=upload)


def _set(db: Session, table: Any, where: Any, **values: Any) -> None:
    db.execute(update(table).where(where).values(**values))


def _person(db: Session, slot: Slot) -> None:
    own = Member.id == slot.person.id
    words = {way: slot.words(way) for way in ("name", "role_line", "about")}
    words["email"] = slot.words("email")
    _set(db, Member, own, **words, away_until=clock.now().date() + timedelta(days=9))
    lines = ("organisation", "site", "stage", "languages", "training")
    _set(
        db, Profile, Profile.member_id == slot.person.id,
        **{way: slot.line(way) for way in lines},
        links=[{"label": slot.line("link_label"), "address": "https://example.org/"}],
        forms=[slot.line("form")], trained_on=clock.now().date(), capacity=2,
    )  # fmt: skip


def _circle(db: Session, slot: Slot) -> None:
    own = Circle.id == slot.circle.id
    lines = {way: slot.line(way) for way in ("rhythm", "reach")}
    texts = {"name": slot.words("circle"), "purpose": slot.words("purpose")}
    asks = {"agreement": slot.words("agreement"), "join_questions": [slot.line("join_question")]}
    _set(db, Circle, own, **lines, **texts, **asks)
    _set(db, Material, Material.title == "Notes", title=slot.line("material"))
    _set(db, File, File.name == "notes.txt", name=slot.line("file_name"))
    host = (Membership.circle_id == slot.circle.id) & (Membership.member_id == slot.town.hana.id)
    _set(db, Membership, host, role=CircleRole.HOST)


def _skill(db: Session, slot: Slot) -> None:
    moment, key = clock.now(), f"skill-{slot.number}"
    name, about = slot.words("skill"), slot.words("skill_about")
    db.add(Skill(id=slot.skill_id, name=name, key=key, about=about, created_at=moment))
    db.flush()
    db.add(SkillName(key=key, name=name, skill_id=slot.skill_id))
    db.add(SkillName(key=f"{key}-too", name=slot.words("alias"), skill_id=slot.skill_id))
    ties = {way: slot.words(way) for way in ("called", "words", "evidence")}
    more = {"level": Level.SEASONED, "created_at": moment, "skill_id": slot.skill_id}
    db.add(Offer(member_id=slot.person.id, **ties, **more))
    db.add(Wish(member_id=slot.town.hana.id, **ties, **more))
    db.add(CircleSkill(circle_id=slot.circle.id, skill_id=slot.skill_id))


def _people(db: Session, slot: Slot) -> None:
    """Who asks, who waits, who is invited, who is muted."""
    moment, later = clock.now(), clock.now() + timedelta(days=9)
    asked = {"circle_id": slot.circle.id, "member_id": slot.town.ada.id}
    db.add(Membership(**asked, standing=Standing.ASKED, since=moment))
    db.flush()
    words = {"question": slot.line("asked_question"), "answer": slot.words("answer")}
    db.add(JoinAnswer(**asked, position=1, **words))
    times = {"created_at": moment, "expires_at": later}
    name, email = slot.words("waiting_name"), slot.line("waiting_email")
    db.add(
        SignUp(
            id=new_id(), name=name, email=email, password_hash="", **times,
            message=slot.words("waiting_message"), confirmed_at=moment,
        )
    )  # fmt: skip
    db.add(
        Invitation(
            id=new_id(), token_hash=new_id(), circle_id=slot.circle.id, made_by=slot.person.id,
            name=slot.words("invited_name"), email=slot.line("invited_email"), most_uses=1, **times,
        )
    )  # fmt: skip
    mute = {"kind": BlockKind.MUTE, "created_at": moment}
    db.add(Block(member_id=slot.town.hana.id, other_id=slot.person.id, **mute))


def _thanks(db: Session, slot: Slot) -> None:
    moment, words = clock.now(), slot.words("thanks")
    hana, person = slot.town.hana.id, slot.person.id
    pairs = ((slot.thanks_id, hana, person), (new_id(), person, hana))
    for key, by, to in pairs:
        db.add(Thanks(id=key, by_id=by, to_id=to, words=words, created_at=moment, shown=True))


def _room(db: Session, slot: Slot) -> None:
    """A question and what is pinned stand in places of their own; so does the band of the host."""
    question, pinned = slot.items[:2]
    own = {"body": slot.words("question"), "kind": ItemKind.QUESTION, "number": 1}
    _set(db, Item, Item.id == question, **own)
    _set(db, Item, Item.id == pinned, body=slot.words("pinned"), pinned_at=clock.now())
    room = Room.id == slot.circle.room_id
    later = clock.now() + timedelta(days=1)
    timer = {"timer_name": slot.line("timer"), "timer_ends_at": later}
    _set(db, Room, room, band=slot.line("room_band"), name=slot.line("room_name"), **timer)


def _poll(db: Session, slot: Slot) -> None:
    """Closed, with what came of it."""
    asked, kind = slot.items[3], {"kind": ItemKind.POLL, "closed_at": clock.now()}
    _set(db, Item, Item.id == asked, body=slot.words("poll"), **kind)
    shape = {"way": PollWay.SINGLE, "live": True, "named": True, "outcome": slot.words("outcome")}
    db.add(Poll(item_id=asked, **shape))
    db.flush()
    for place in (1, 2):
        db.add(PollOption(id=new_id(), item_id=asked, place=place, text=slot.line("option")))


def _hosting(db: Session, slot: Slot) -> None:
    """What hosts did, with their reasons, and what somebody keeps for themselves."""
    moment = clock.now()
    _set(db, Item, Item.id == slot.items[4], body=slot.words("hidden_by"), hidden_at=moment)
    acts: tuple[dict[str, Any], ...] = (
        {"kind": ActKind.HIDE, "item_id": slot.items[4]},
        {"kind": ActKind.MUTE, "until": moment + timedelta(hours=1)},
    )
    for act in acts:
        who = {"by_id": slot.town.hana.id, "member_id": slot.town.milo.id, "at": moment}
        words = slot.line("reason")
        db.add(HostAct(id=new_id(), room_id=slot.circle.room_id, reason=words, **who, **act))
    kept = {"member_id": slot.town.milo.id, "item_id": slot.items[2], "created_at": moment}
    db.add(Star(note=slot.line("note"), **kept))


def _groups(db: Session, slot: Slot) -> None:
    own = {"parent_id": slot.circle.room_id, "people": [slot.town.milo.id], "place": 1}
    words = {"name": slot.line("group"), "brings_back": slot.words("brings_back")}
    db.add(Room(id=slot.group_id, circle_id=slot.circle.id, home_id=slot.circle.id, **own, **words))
    later = clock.now() + timedelta(hours=1)
    _set(db, Room, Room.id == slot.circle.room_id, groups_end_at=later)
