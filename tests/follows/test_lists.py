"""What stands under “For me”: what I want to learn, my circles, and what I follow."""

from datetime import timedelta

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import clock
from community.core.transaction import transaction
from community.follows import actions
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.skills.actions import wish
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Person, Town

FITTING = "/insights?first=fitting"


def written(who: Person, title: str, shown: Shown | None = None) -> str:
    return published(who, Text(title, "Words"), shown).id


def about(*skills: str) -> Shown:
    return Shown(skills=skills)


def in_order(page: str, titles: list[str]) -> list[str]:
    """Those of the titles that stand on the page, from its top."""
    there = [one for one in titles if f">{one}</a>" in page]
    return sorted(there, key=lambda one: page.index(f">{one}</a>"))


def test_for_me_is_also_what_i_follow_and_nothing_else(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    skill = do(town.hana, wish, "Casting").skill_id
    written(town.hana, "By Hana")
    written(town.otto, "About casts", about("Casting"))
    written(town.hana, "Of the circle", Shown(Sight.MEMBERS, circle.id))
    written(town.hana, "For its people", Shown(Sight.CIRCLE, circle.id))
    every = ["By Hana", "About casts", "Of the circle", "For its people"]
    milo = browsing.by(town.milo)

    def mine() -> list[str]:
        return sorted(in_order(milo.get("/insights").text, every))

    assert mine() == []
    do(town.milo, actions.follow_circle, circle.id)
    assert mine() == ["Of the circle"]
    do(town.milo, actions.follow_skill, skill)
    assert mine() == ["About casts", "Of the circle"]
    do(town.milo, actions.follow_person, town.hana.id)
    assert mine() == ["About casts", "By Hana", "Of the circle"]
    do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert mine() == ["About casts"]


def test_left_a_hidden_circle_what_it_keeps_is_gone_though_it_is_followed(
    browsing: Browsing, town: Town
) -> None:
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    written(town.hana, "Of the circle", Shown(Sight.MEMBERS, hidden.id))
    do(town.milo, actions.follow_circle, hidden.id)
    milo = browsing.by(town.milo)
    for address in ("/insights", FITTING):
        assert "Of the circle" in milo.get(address).text
    do(town.milo, circles.leave, hidden.id)
    for address in ("/insights", FITTING):
        assert "Of the circle" not in milo.get(address).text


def test_what_fits_best_is_about_most_of_my_skills_then_the_newest(
    browsing: Browsing, town: Town
) -> None:
    do(town.milo, wish, "Casting")
    do(town.milo, wish, "Splinting")
    for skill in ("Moulding", "Splinting"):  # he wants to learn one of them as well
        do(town.milo, actions.follow_skill, do(town.hana, wish, skill).skill_id)
    about_these = {
        "One, older": ("Splinting",),
        "All three": ("Casting", "Splinting", "Moulding"),
        "One, newer": ("Splinting", "Something else"),
        "None": ("Something else",),
        "Two": ("Casting", "Moulding"),
    }
    for days, (title, skills) in enumerate(about_these.items()):
        published_before(written(town.hana, title, about(*skills)), timedelta(days=9 - days))
    published_before(written(town.hana, "Of long ago", about("Casting")), timedelta(days=61))
    milo, every = browsing.by(town.milo), [*about_these, "Of long ago"]
    page = milo.get(FITTING).text
    assert in_order(page, every) == ["All three", "Two", "One, newer", "One, older"]
    assert "first what is about most of the skills you want to learn or follow" in page
    newest = milo.get("/insights").text
    by_date = ["Two", "One, newer", "All three", "One, older", "Of long ago"]
    assert in_order(newest, every) == by_date
    assert FITTING in newest


def published_before(insight_id: str, ago: timedelta) -> None:
    with transaction() as db:
        db.get_one(Insight, insight_id).published_at = clock.now() - ago


def test_nothing_lately_is_said_and_the_newest_are_one_press_away(
    browsing: Browsing, town: Town
) -> None:
    do(town.milo, wish, "Casting")
    published_before(written(town.hana, "Of long ago", about("Casting")), timedelta(days=61))
    page = browsing.by(town.milo).get(FITTING).text
    assert "Nothing of the last 60 days" in page
    assert "Of long ago" in browsing.by(town.milo).get("/insights").text


def test_the_best_are_found_with_as_many_questions_however_many_there_are(
    browsing: Browsing, town: Town
) -> None:
    do(town.milo, wish, "Casting")
    milo = browsing.by(town.milo)
    asked = []
    for more in (1, 6):
        for number in range(more):
            written(town.hana, f"Number {more}.{number}", about("Casting"))
        with counted() as sent:
            assert milo.get(FITTING).status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1]
