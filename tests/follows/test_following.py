"""Following skills, people and circles: what one may know of, and nobody else's business."""

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.access.blocks import BlockKind
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.errors import NotFound, Problem, Refused
from community.core.transaction import reading
from community.discovery.skills.merging import merge
from community.follows import actions
from community.follows.models import Follow
from community.follows.queries import Followed, all_followed
from community.members.blocking import keep_apart, let_be
from community.members.profiles import choose_sights
from community.skills.actions import wish
from tests.architecture.walk import masked
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import at_once, do
from tests.town import Person, Town


def followed(who: Person) -> Followed:
    actor = who.actor
    with reading() as db:
        return all_followed(db, actor)


def names(who: Person) -> tuple[list[str], list[str], list[str], int]:
    all_of_it = followed(who)
    kinds = (all_of_it.skills, all_of_it.people, all_of_it.circles)
    skills, people, circles = ([one.name for _id, one in kind] for kind in kinds)
    return skills, people, circles, len(all_of_it.unnamed)


def rows() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Follow)) or 0


def test_one_follows_a_skill_a_person_and_a_circle_once_each(town: Town) -> None:
    circle, skill = town.circle(town.hana), do(town.hana, wish, "ARCP").skill_id
    ways = (
        (actions.follow_skill, skill, "skill_id"),
        (actions.follow_person, town.hana.id, "person_id"),
        (actions.follow_circle, circle.id, "circle_id"),
    )
    for _time in range(2):
        for follow, thing, _column in ways:
            do(town.milo, follow, thing)
    assert names(town.milo) == (["ARCP"], ["Hana"], ["Splinting"], 0)
    assert rows() == 3
    for _time in range(2):
        for _follow, thing, column in ways:
            do(town.milo, actions.unfollow, **{column: thing})
    assert not followed(town.milo).any
    assert rows() == 0


def test_pressed_twice_at_the_same_moment_it_is_followed_once(town: Town) -> None:
    hana = town.hana.id
    milo = town.milo
    answers = at_once(*[lambda: do(milo, actions.follow_person, hana)] * 4)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert rows() == 1


def test_nobody_follows_what_they_may_not_know_of(town: Town) -> None:
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    skill = do(town.hana, wish, "A word of mine").skill_id
    do(town.hana, choose_sights, {"learns": "circles"}, "members")
    do(town.hana, keep_apart, town.otto.id, BlockKind.BLOCK)
    for follow, thing in (
        (actions.follow_skill, skill),
        (actions.follow_person, town.hana.id),
        (actions.follow_circle, hidden.id),
        (actions.follow_skill, "nothing"),
        (actions.follow_person, "a" * 16),
        (actions.follow_circle, "a" * 16),
    ):
        with pytest.raises(NotFound):
            do(town.otto, follow, thing)
    with pytest.raises(Refused):
        do(town.otto, actions.follow_person, town.otto.id)
    assert rows() == 0


def test_a_block_ends_it_in_both_directions_and_a_mute_does_not(town: Town) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    do(town.hana, actions.follow_person, town.milo.id)
    do(town.hana, keep_apart, town.milo.id, BlockKind.MUTE)
    assert rows() == 2
    do(town.otto, actions.follow_person, town.hana.id)
    do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert rows() == 1  # Otto's
    do(town.hana, let_be, town.milo.id)
    assert names(town.milo) == names(town.hana) == ([], [], [], 0)


def test_left_a_hidden_circle_has_no_name_for_them_and_can_be_let_go(
    town: Town, browsing: Browsing
) -> None:
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="CANARY")
    do(town.milo, actions.follow_circle, hidden.id)
    do(town.milo, circles.leave, hidden.id)
    assert names(town.milo) == ([], [], [], 1)
    milo = browsing.by(town.milo)
    page = milo.get("/following").text
    assert "Something you followed" in page
    assert "CANARY" not in page
    assert hidden.id not in page
    [row] = followed(town.milo).unnamed
    browsing.by(town.hana).post(f"/following/{row}/end")
    assert rows() == 1  # it is not hers
    milo.post(f"/following/{row}/end")
    assert rows() == 0


def test_what_can_be_no_id_ends_nothing(town: Town, browsing: Browsing) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    milo = browsing.by(town.milo)
    for address in ("/following/a%00b/end", "/skills/a%00b/follow", "/circles/a%00b/follow"):
        assert milo.post(address).status_code in (302, 404), address
    assert rows() == 1


def test_there_is_an_end_to_what_one_follows(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    for one in (town.hana, town.otto):
        do(town.milo, actions.follow_person, one.id)
    with pytest.raises(Problem, match="2 already"):
        do(town.milo, actions.follow_person, town.ada.id)
    do(town.milo, actions.follow_person, town.hana.id)  # that one they have


def test_merged_skills_are_followed_by_who_followed_either(town: Town) -> None:
    mona = town.person("Mona", CommunityRole.MODERATOR)
    gone = do(town.hana, wish, "annual review").skill_id
    kept = do(town.hana, wish, "ARCP").skill_id
    for who, skill in ((town.milo, gone), (town.otto, gone), (town.otto, kept)):
        do(who, actions.follow_skill, skill)
    do(mona, merge, gone, "ARCP")
    assert names(town.milo) == names(town.otto) == (["ARCP"], [], [], 0)


def test_the_button_says_whether_one_follows_and_nobody_else_is_told(
    town: Town, browsing: Browsing
) -> None:
    circle, skill = town.circle(town.hana), do(town.hana, wish, "ARCP").skill_id
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    pages = (f"/skills/{skill}", "/people/hana", f"/circles/{circle.id}")
    before = [masked(hana.get(page)) for page in pages]
    for page in pages:
        assert 'aria-pressed="false"' in milo.get(page).text
        answer = milo.post(f"{page}/follow", on="1")
        assert answer.location == page
        text = milo.get(page).text
        assert 'aria-pressed="true"' in text
        assert "Nobody else learns that you follow it." in text
    assert [masked(hana.get(page)) for page in pages] == before
    assert not [page for _status, page in before if 'aria-pressed="true"' in page]
    for page in pages:
        milo.post(f"{page}/follow", on="0")
        assert 'aria-pressed="true"' not in milo.get(page).text


def test_the_list_asks_as_much_of_three_as_of_thirty(town: Town, browsing: Browsing) -> None:
    milo = browsing.by(town.milo)

    def asked() -> int:
        with counted() as sent:
            assert milo.get("/following").status_code == 200
        return len(sent)

    for number in range(30):
        if number == 3:
            few = asked()
        do(town.milo, actions.follow_skill, do(town.hana, wish, f"Skill {number}").skill_id)
        do(town.milo, actions.follow_person, town.person(f"Person {number}").id)
    assert asked() == few
