"""What is not for the reader's eyes is in no hit, no total, no suggestion and no reason."""

import pytest
from sqlalchemy import update

from community.access.blocks import BlockKind
from community.access.memberships import Membership, Standing
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.circles.actions import change_circle, start_circle
from community.circles.shape import CircleShape
from community.core.transaction import transaction
from community.members.actions import change_profile
from community.members.blocking import keep_apart, let_be
from community.members.profiles import Details, change_details, choose_sights
from community.sessions.actions import changing
from community.skills.actions import drop_offer, offer, wish
from community.skills.naming import skill_named
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Meeting, Person, Town

EVERY_PART = {"about": "zither", "organisation": "Zonda", "site": "Zurbaran", "stage": "Zenith"}


def introduce(person: Person) -> None:
    name = {"name": person.name, "handle": person.handle, "role_line": "Potter"}
    do(person, change_profile, **name, about=EVERY_PART["about"])
    details = Details(
        organisation=EVERY_PART["organisation"],
        site=EVERY_PART["site"],
        stage=EVERY_PART["stage"],
        languages="Spanish",
    )
    do(person, change_details, details)


def show(person: Person, sight: str, *parts: str) -> None:
    do(person, choose_sights, dict.fromkeys(parts, sight), "members")


@pytest.mark.parametrize("sight", ["public", "members"])
def test_what_is_open_is_found(finding: Finding, town: Town, sight: str) -> None:
    introduce(town.hana)
    show(town.hana, sight, *EVERY_PART, "languages")

    for word in (*EVERY_PART.values(), "Spanish", "Potter"):
        assert finding.names(town.otto, word) == ["Hana"], word


@pytest.mark.parametrize("sight", ["circles", "nobody"])
def test_what_is_not_open_is_not_even_found_by_circle_mates(
    finding: Finding, town: Town, sight: str
) -> None:
    introduce(town.hana)
    do(town.hana, offer, "Zampogna", words="Zealous")
    do(town.hana, wish, "Zurna")
    town.circle(town.hana, town.milo)
    assert finding.names(town.milo, "zither") == ["Hana"]
    show(town.hana, sight, *EVERY_PART, "languages", "teaches", "learns")

    hidden = (*EVERY_PART.values(), "Spanish", "Zampogna", "Zealous", "Zurna", "teach:Zampogna")
    for word in hidden:
        assert finding.names(town.milo, word) == [], word
    assert finding.suggested(town.milo, "z") == []
    assert finding.names(town.milo, "Potter") == ["Hana"], "her role line is for all members"


def test_a_circle_is_found_by_its_skills_and_how_it_meets(finding: Finding, town: Town) -> None:

    circle = town.circle(town.hana, name="Thumbs")
    shape = CircleShape(skills="Splinting, C#", rhythm="Every full moon", reach="Northumberland")
    said = {"name": "Thumbs", "purpose": "To learn.", "visibility": Visibility.OPEN}
    do(town.hana, change_circle, circle.id, **said, shape=shape)

    for words in ("skill:splinting", "skill:C#", "moon", "northumberland"):
        assert "Thumbs" in finding.names(town.otto, words), words
    assert finding.suggested(town.otto, "splin") == ["Splinting"]
    shape = CircleShape(skills="C#")
    do(town.hana, change_circle, circle.id, **said, shape=shape)
    assert finding.names(town.otto, "splinting") == [], "nobody and nothing speaks of it any more"
    assert finding.suggested(town.otto, "splin") == []


@pytest.mark.parametrize(
    ("standing", "living", "archived"),
    [
        (None, False, False),
        (Standing.ASKED, False, False),
        (Standing.INVITED, True, False),
        (Standing.WAITING, True, False),
        (Standing.JOINED, True, True),
    ],
)
def test_who_finds_a_hidden_circle_and_who_an_archived_one(
    finding: Finding, town: Town, standing: Standing | None, living: bool, archived: bool
) -> None:
    hidden = town.circle(town.hana, name="Zebras", visibility=Visibility.HIDDEN)
    over = town.circle(town.hana, name="Zeppelins")
    for circle in (hidden, over):
        town.invite(town.milo, circle.id, town.hana)
        stand(town.milo, circle, standing)
    town.archive(over)

    assert finding.names(town.milo, "zebras") == ["Zebras"] * living
    assert finding.suggested(town.milo, "zeb") == ["Zebras"] * living
    assert finding.names(town.milo, "zeppelins") == ["Zeppelins"] * archived
    assert finding.suggested(town.milo, "zepp") == ["Zeppelins"] * archived
    town.reopen(over)
    assert finding.names(town.otto, "zeppelins") == ["Zeppelins"]
    assert finding.suggested(town.otto, "zepp") == ["Zeppelins"]


def stand(person: Person, circle: Meeting, standing: Standing | None) -> None:
    mine = (Membership.circle_id == circle.id) & (Membership.member_id == person.id)
    with transaction() as db:
        if standing is None:
            db.delete(db.query(Membership).where(mine).one())
        else:
            db.execute(update(Membership).where(mine).values(standing=standing))


def test_a_skill_that_only_a_hidden_circle_is_about_is_found_by_no_one_else(
    finding: Finding, town: Town
) -> None:

    do(
        town.hana,
        start_circle,
        name="Zebras",
        purpose="Stripes.",
        visibility=Visibility.HIDDEN,
        shape=CircleShape(skills="Zorbing"),
    )

    assert finding.names(town.otto, "zorbing") == []
    assert finding.names(town.otto, "skill:zorbing") == []
    assert finding.suggested(town.otto, "zorb") == []
    assert finding.names(town.hana, "skill:zorbing") == ["Zebras"]


@pytest.mark.parametrize("blocked", [True, False])
def test_two_whom_a_block_keeps_apart_do_not_find_each_other(
    finding: Finding, town: Town, blocked: bool
) -> None:
    do(town.hana, offer, "Zampogna")
    do(town.milo, offer, "Splinting")
    who, whom = (town.hana, town.milo) if blocked else (town.milo, town.hana)
    do(who, keep_apart, whom.id, BlockKind.BLOCK)

    for reader, other, skill in ((town.hana, "milo", "splinting"), (town.milo, "hana", "zampogna")):
        for words in (other, skill, f"teach:{skill}", f"from:{other}", f"skill:{skill}"):
            assert finding.names(reader, words) == [], words
        assert finding.suggested(reader, other[:3]) == []
        assert finding.suggested(reader, skill[:4]) == []
        assert finding.ask(reader, f"{skill[:-1]}x").results.suggestion is None
        assert finding.ask(reader, skill).nearest == []
    assert finding.names(town.otto, "zampogna", "person") == ["Hana"]
    do(who, let_be, whom.id)
    assert finding.names(town.milo, "teach:zampogna") == ["Hana"]


def test_whoever_is_muted_is_found_but_not_suggested(finding: Finding, town: Town) -> None:
    do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)

    assert finding.names(town.milo, "hana") == ["Hana"]
    assert finding.suggested(town.milo, "han") == []
    assert finding.suggested(town.hana, "mil") == ["Milo"]


def test_a_free_skill_goes_with_the_last_who_speaks_of_it(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "Zampogna")
    assert finding.suggested(town.otto, "zamp") == ["Zampogna"]
    with transaction() as db:
        skill_id = skill_named(db, "Zampogna").id
    do(town.hana, drop_offer, skill_id)

    assert finding.suggested(town.otto, "zamp") == []
    assert finding.names(town.otto, "zampogna") == []


def test_a_stale_index_shows_nothing_that_is_private_by_now(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "Zampogna")
    finding.follow()
    finding.index.follow = lambda: False  # type: ignore[method-assign]
    finding.index.is_behind = lambda: False  # type: ignore[method-assign]
    finding.tables.follow = lambda: False  # type: ignore[method-assign]
    show(town.hana, "nobody", "teaches")

    assert [f for f in finding.ask(town.otto, "zampogna").found if f.hit.kind == "skill"] == []
    assert finding.suggested(town.otto, "zamp") == []


def test_an_index_that_does_not_read_is_made_anew(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    finding.follow()
    finding.index.close()
    place = finding.index.engine._places.current()  # type: ignore[attr-defined]
    for file in place.iterdir():
        file.unlink()
        file.write_bytes(b"no index at all")
    do(town.milo, offer, "Splinting")

    assert not finding.index.follow()
    assert set(finding.names(town.otto, "teach:splinting", "person")) == {"Hana", "Milo"}


WORDS = {
    OpenTo.PUBLIC: "zebra",
    OpenTo.MEMBERS: "zircon",
    OpenTo.CIRCLE: "zinc",
    OpenTo.INVITED: "zeal",
}


@pytest.mark.parametrize("visibility", Visibility)
def test_a_session_is_found_by_those_who_may_see_it(
    finding: Finding, town: Town, visibility: Visibility
) -> None:
    circle = town.circle(town.hana, town.milo, visibility=visibility)
    for open_to, word in WORDS.items():
        evening = town.session(circle, title=f"About {word}", open_to=open_to)
        town.session(circle, title=f"Draft about {word}", open_to=open_to, published=False)
    town.come(town.otto, evening)
    shown = visibility is not Visibility.HIDDEN
    wanted = {
        OpenTo.PUBLIC: ([True, shown, shown]),
        OpenTo.MEMBERS: ([True, shown, shown]),
        OpenTo.CIRCLE: ([True, False, False]),
        OpenTo.INVITED: ([False, True, False]),
    }
    nell = town.person("Nell")
    for open_to, word in WORDS.items():
        found = [finding.names(who, word) for who in (town.milo, town.otto, nell)]
        assert found == [[f"About {word}"] if one else [] for one in wanted[open_to]], word


def test_a_session_leaves_the_search_with_its_circle(finding: Finding, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle, title="About zebra", open_to=OpenTo.MEMBERS)
    assert finding.names(town.otto, "zebra", "session") == ["About zebra"]
    do(town.hana, changing.cancel, evening.id)
    assert finding.names(town.otto, "zebra") == ["About zebra"]
    town.archive(circle)
    assert finding.names(town.otto, "zebra") == []
    assert finding.names(town.milo, "zebra") == ["About zebra"]
