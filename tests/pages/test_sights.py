"""Who may see which part of a profile: the page, the rule and the database say the same.

Random sights, and everybody somebody can be to the member: what each reads on the page is what
`sees` allows, and what `seen_by` lets through in SQL.
"""

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from community.access.actor import ANYBODY
from community.access.blocks import BlockKind
from community.circles import actions as circles
from community.core.transaction import reading
from community.members import blocking, profiles
from community.members.actions import change_profile
from community.members.models import Member, Sight
from community.members.sights import PARTS, seen_by, sees, share_a_circle
from community.skills import actions as skills
from community.skills.models import Offer, Wish
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Person, Town

ROUNDS = 8
# What shows a part on the page; the photo's id is added where there is one.
MARKS = {
    "about": "CANARY-about",
    "organisation": "CANARY-organisation",
    "site": "CANARY-site",
    "stage": "CANARY-stage",
    "languages": "CANARY-language",
    "time_zone": "Asia/Tokyo",
    "links": "canary.example.org",
    "forms": "Face to face",
    "one_to_one": "CANARY-training",
    "activity": "Last here",
    "teaches": "canary-teaching",
    "learns": "canary-learning",
}


@dataclass
class Scene:
    """Milo with everything filled in, and all that others can be to him."""

    town: Town
    browsing: Browsing
    photo: str
    readers: dict[str, Person | None]

    @property
    def marks(self) -> dict[str, str]:
        return {**MARKS, "photo": self.photo}

    def shown_on_page(self, reader: Person | None) -> set[str] | None:
        """The parts on Milo's page; None where there is no page."""
        answer = self.browsing.by(reader).get(f"/people/{self.town.milo.handle}")
        assert answer.status_code in (200, 302, 404)
        if answer.status_code != 200:
            assert not [mark for mark in self.marks.values() if mark in answer.text]
            return None
        return {part for part, mark in self.marks.items() if mark in answer.text}

    def photo_opens(self, reader: Person | None) -> bool:
        return self.browsing.by(reader).get(f"/photos/{self.photo}").status_code == 200

    def allowed(self, reader: Person | None, sights: dict[str, Sight]) -> set[str]:
        actor = reader.actor if reader else ANYBODY
        with reading() as db:
            shares = share_a_circle(db, actor, self.town.milo.id)
        milo = self.town.milo.id
        return {p for p, s in sights.items() if sees(actor, milo, s, shares_circle=shares)}

    def in_sql(self, reader: Person | None) -> set[str]:
        """Of the parts that are rows: offers and wishes."""
        actor = reader.actor if reader else ANYBODY
        with reading() as db:
            return {
                part
                for part, kind in (("teaches", Offer), ("learns", Wish))
                if db.scalar(
                    select(kind.member_id).where(
                        kind.member_id == self.town.milo.id,
                        seen_by(actor, kind.member_id, kind.sight),
                    )
                )
            }


@pytest.fixture
def scene(town: Town, browsing: Browsing) -> Scene:
    milo = town.milo
    details = profiles.Details(
        organisation=MARKS["organisation"],
        site=MARKS["site"],
        stage=MARKS["stage"],
        languages=MARKS["languages"],
        time_zone=MARKS["time_zone"],
        links=[("Mine", MARKS["links"])],
        forms=["face"],
        training=MARKS["one_to_one"],
    )
    do(milo, profiles.change_details, details)
    profile = {"name": "Milo", "handle": "milo", "role_line": "Nurse", "about": MARKS["about"]}
    do(milo, change_profile, **profile)
    do(milo, skills.offer, MARKS["teaches"])
    do(milo, skills.wish, MARKS["learns"])
    milo.sign_in()
    mate, blocker, blocked = (town.person(name) for name in ("Mate", "Blocker", "Blocked"))
    circle = town.circle(town.hana, milo, mate, blocker, blocked)
    town.invite(town.ada, circle.id, town.hana)
    do(blocker, blocking.keep_apart, milo.id, BlockKind.BLOCK)
    do(milo, blocking.keep_apart, blocked.id, BlockKind.BLOCK)
    do(milo, blocking.keep_apart, mate.id, BlockKind.MUTE)
    readers = {
        "himself": milo, "mate, muted": mate, "member": town.otto, "administrator": town.ada,
        "blocked him": blocker, "blocked by him": blocked, "signed out": None,
    }  # fmt: skip
    return Scene(town, browsing, town.face(milo), readers)


def choose(scene: Scene, sights: dict[str, Sight]) -> None:
    given = {part: sight.value for part, sight in sights.items()}
    do(scene.town.milo, profiles.choose_sights, given, "members")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_page_rule_and_database_agree_for_everybody(scene: Scene, seed: int) -> None:
    chance = random.Random(seed)
    sights = {part: chance.choice(list(Sight)) for part in PARTS}
    if seed % 2:  # half of the time nothing is for everybody
        sights = {p: Sight.CIRCLES if s is Sight.PUBLIC else s for p, s in sights.items()}
    choose(scene, sights)
    public = Sight.PUBLIC in sights.values()
    for who, reader in scene.readers.items():
        allowed = scene.allowed(reader, sights)
        page = scene.shown_on_page(reader)
        closed = "block" in who or (reader is None and not public)
        assert page == (None if closed else allowed), who
        assert scene.photo_opens(reader) == ("photo" in allowed), who
        assert scene.in_sql(reader) == allowed & {"teaches", "learns"}, who


def test_only_a_photo_that_every_member_may_see_stands_beside_the_name(scene: Scene) -> None:
    for sight in (*Sight, Sight.MEMBERS):
        choose(scene, {"photo": sight})
        with reading() as db:
            kept = db.get_one(Member, scene.town.milo.id).photo_id
        shown = sight in (Sight.PUBLIC, Sight.MEMBERS)
        assert kept == (scene.photo if shown else None)
        assert (scene.photo in scene.browsing.by(scene.town.otto).get("/people").text) == shown


def test_leaving_the_circle_closes_what_was_for_its_people(scene: Scene) -> None:
    choose(scene, dict.fromkeys(PARTS, Sight.CIRCLES))
    mate = scene.readers["mate, muted"]
    assert mate is not None
    assert scene.shown_on_page(mate) == set(PARTS)
    (circle_id,) = mate.actor.circles
    do(mate, circles.leave, circle_id)
    assert scene.shown_on_page(mate) == set()
    assert not scene.photo_opens(mate)


def test_signed_out_somebody_private_and_nobody_read_the_same(scene: Scene) -> None:
    choose(scene, dict.fromkeys(PARTS, Sight.MEMBERS))
    visitor = scene.browsing.by()
    there, nowhere = visitor.get("/people/milo"), visitor.get("/people/nobody")
    assert (there.status_code, nowhere.status_code) == (302, 302)
    assert there.location == "/sign-in?next=/people/milo"
    assert nowhere.location == "/sign-in?next=/people/nobody"


def test_what_is_for_everybody_shows_name_and_handle_and_no_more(scene: Scene) -> None:
    choose(scene, {**dict.fromkeys(PARTS, Sight.NOBODY), "links": Sight.PUBLIC})
    page = scene.browsing.by().get("/people/milo").text
    assert "Milo" in page
    assert "@milo" in page
    assert MARKS["links"] in page
    assert "Nurse" not in page
    assert "here since" not in page
    assert "Block" not in page
