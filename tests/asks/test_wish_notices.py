"""What several wish for is proposed once to them and to who could teach part of it, in the inbox
and by mail, and only where they may know of it."""

from sqlalchemy import select

from community.asks.events import WishedBySeveral
from community.core.events import record
from community.core.transaction import reading, transaction
from community.members import profiles
from community.notifications.models import NoticeKind
from community.notifications.wish_notices import parts_of
from community.skills import actions as skills
from community.skills.models import Skill
from tests.asks.test_notices import ON_ONE, deliver, told, unread
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Person, Town

NAME = "Photo editing"


def wish(*people: Person) -> str:
    for one in people:
        do(one, skills.wish, NAME)
    with reading() as db:
        return db.scalars(select(Skill.id).where(Skill.name == NAME)).one()


def propose(skill_id: str) -> None:
    with transaction() as db:
        record(db, WishedBySeveral(skill_id=skill_id))
    deliver()


@ON_ONE
def test_it_is_proposed_once_to_who_wishes_and_who_teaches_part_of_it(
    browsing: Browsing, town: Town
) -> None:
    teacher, other = town.person("Tess"), town.person("Olga")
    do(teacher, skills.offer, "editing")
    knowing = town.person("Nina")
    do(knowing, skills.offer, NAME)
    do(other, skills.offer, "Cooking")
    skill_id = wish(town.hana, town.milo, town.otto)
    for _ in range(2):
        propose(skill_id)
    for one in (town.hana, town.milo, town.otto, teacher, knowing):
        assert (told(one), unread(one)) == ([NoticeKind.WISHED_FOR], 1)
    assert told(other) == []
    page = browsing.by(teacher).get("/inbox").text
    assert "Several people wish to learn <b>Photo editing</b>" in page


@ON_ONE
def test_what_is_wished_for_out_of_sight_is_proposed_to_nobody(town: Town) -> None:
    do(town.hana, profiles.choose_sights, {"learns": "nobody"}, "members")
    propose(wish(town.hana, town.milo, town.otto))
    assert [told(one) for one in (town.hana, town.milo, town.otto)] == [[], [], []]


@ON_ONE
def test_who_knows_of_the_skill_no_more_reads_nothing_of_it(town: Town) -> None:
    skill_id = wish(town.hana, town.milo, town.otto)
    do(town.hana, skills.offer, "Photo")
    propose(skill_id)
    assert unread(town.hana) == 1
    for one in (town.milo, town.otto):
        do(one, profiles.choose_sights, {"learns": "nobody"}, "members")
    do(town.hana, skills.drop_wish, skill_id)
    assert (told(town.hana), unread(town.hana)) == ([], 0)


def test_parts_of_a_name_are_its_words_in_their_order() -> None:
    assert parts_of("photo editing basics") == {
        "photo", "editing", "basics", "photo editing", "editing basics",
    }  # fmt: skip
    assert parts_of("c#") == set()
