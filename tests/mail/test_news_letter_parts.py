"""What stands in a letter of news: insights, and sessions one is not told of otherwise."""

from typing import Any

from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.core import clock
from community.core.transaction import reading
from community.follows import actions, letters
from community.follows.letter_choice import choose
from community.follows.letter_parts import MOST
from community.skills.actions import wish
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.mail.conftest import SITE
from tests.mail.test_news_letters import A_LITTLE_LATER, DAY, THURSDAY, sent, written
from tests.outside.post_office import PostOffice
from tests.town import Town


def test_of_much_news_as_much_is_asked_as_of_little(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    do(town.milo, actions.follow_person, town.hana.id)
    do(town.milo, choose, "day")
    job = {"member_id": town.milo.id, "since": THURSDAY.isoformat()}
    asked = []
    for more in (1, MOST + 1):
        for number in range(more):
            written(town.hana, f"Number {more}.{number}")
        until = (clock.now() + DAY).isoformat()
        with counted() as statements, reading() as db:
            letter = letters.letter_of(db, {**job, "until": until})
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert letter is not None
    [part] = letter.parts
    assert (len(part.lines), part.more) == (MOST, ("All that is new", "/insights"))


def test_sessions_one_is_not_told_of_otherwise_stand_in_it(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    own = town.circle(town.hana, town.milo, name="His own circle")
    followed, other = town.circle(town.hana, name="Followed"), town.circle(town.otto)
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    plan: dict[str, Any] = {"open_to": OpenTo.MEMBERS, "starts_in": 90}
    with clock.fixed(THURSDAY):
        do(town.milo, actions.follow_circle, followed.id)
        do(town.milo, wish, "Casting")
        do(town.milo, choose, "day")
    with clock.fixed(A_LITTLE_LATER):
        evening = town.session(followed, title="Of the followed", **plan)
        town.session(other, title="About casts", skills=("Casting",), **plan)
        town.session(other, title="About nothing of his", **plan)
        town.session(own, title="Of his own", **plan)
        town.session(followed, title="For its people", **{**plan, "open_to": OpenTo.CIRCLE})
        town.session(followed, title="Over by then", **{**plan, "starts_in": 1})
        town.session(followed, title="Not published", published=False, **plan)
        town.session(hidden, title="CANARY", skills=("Casting",), **plan)
    with clock.fixed(THURSDAY + DAY):
        [letter] = sent(post_office)
    titles = [one for one in SESSIONS if one in letter]
    assert titles == ["Of the followed", "About casts"]
    assert f" · Followed\n{SITE}/sessions/{evening.id}" in letter


SESSIONS = (
    "Of the followed", "About casts", "About nothing of his", "Of his own", "For its people",
    "Over by then", "Not published", "CANARY",
)  # fmt: skip
