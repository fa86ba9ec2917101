"""A first insight is read before it is published, and there is no way round that."""

import pytest

from community.access.insight_rules import InsightState, Sight
from community.access.policy import Permission, Visibility
from community.choices.actions import choose
from community.circles import actions as circles
from community.circles.models import Circle
from community.core.errors import Forbidden, NotFound, Problem
from community.core.transaction import reading, transaction
from community.insights.actions import publishing
from community.insights.queries import access_insight
from community.insights.texts import Shown, Text
from tests.doing import do
from tests.insights.test_writing import TEXT, now, published
from tests.town import Town


def test_in_an_archived_circle_nothing_is_checked_any_more(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    first = published(town.milo, shown=Shown(Sight.CIRCLE, where.id))
    do(town.hana, circles.archive, where.id)
    with pytest.raises(Problem, match="archived"):
        do(town.hana, publishing.let_out, first.id)
    assert now(first.id).state is InsightState.WAITING


def test_a_members_first_is_checked_where_the_community_wishes_it(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    first = published(town.milo, shown=Shown(Sight.CIRCLE, where.id))
    assert (first.state, first.number) == (InsightState.WAITING, 0)
    with pytest.raises(NotFound):
        do(town.otto, publishing.let_out, first.id)
    with pytest.raises(Forbidden):
        do(town.milo, publishing.let_out, first.id)
    do(town.hana, publishing.let_out, first.id)
    do(town.hana, publishing.let_out, first.id)  # pressed twice
    assert (now(first.id).state, now(first.id).number) == (InsightState.PUBLISHED, 1)
    again = published(town.milo, shown=Shown(Sight.CIRCLE, where.id))
    assert again.state is InsightState.PUBLISHED  # no longer the first


def test_who_hosts_a_circle_gets_nothing_to_all_members_round_those_who_check(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    near = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    assert near.state is InsightState.PUBLISHED
    for sight in (Sight.MEMBERS, Sight.PUBLIC):
        assert published(town.hana, shown=Shown(sight, where.id)).state is InsightState.WAITING
    wide = published(town.hana)
    assert wide.state is InsightState.WAITING
    for person, why in ((town.hana, Forbidden), (town.milo, NotFound)):
        with pytest.raises(why):
            do(person, publishing.let_out, wide.id)
    do(town.ada, publishing.let_out, wide.id)
    do(town.hana, publishing.publish, wide.id, TEXT, Shown(Sight.PUBLIC))
    assert now(wide.id).state is InsightState.PUBLISHED, "it was read for all members"
    assert published(town.hana).state is InsightState.PUBLISHED


def test_shown_to_more_later_it_is_read_first_as_well(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    near = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    hosts, longer = Shown(Sight.HOSTS, where.id), Text("Longer", "Words")
    do(town.hana, publishing.publish, near.id, longer, hosts)
    assert now(near.id).state is InsightState.PUBLISHED, "others in its circle read it already"
    do(town.hana, publishing.publish, near.id, TEXT, Shown(Sight.MEMBERS, where.id))
    assert now(near.id).state is InsightState.WAITING
    assert published(town.hana).state is InsightState.WAITING, "what waits was not let out"
    do(town.ada, publishing.let_out, near.id)
    assert now(near.id).state is InsightState.PUBLISHED
    assert published(town.hana).state is InsightState.PUBLISHED


def test_a_hidden_circle_checks_its_own_and_nobody_else_hears_of_it(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    first = published(town.milo, shown=Shown(Sight.MEMBERS, where.id))
    assert first.state is InsightState.WAITING
    with pytest.raises(NotFound):
        do(town.ada, publishing.let_out, first.id)
    do(town.hana, publishing.let_out, first.id)
    assert published(town.milo).state is InsightState.WAITING, "for more than its circle, a first"


def test_no_hidden_circle_is_a_way_to_all_members_round_those_who_check(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    near = published(town.hana, shown=Shown(Sight.PUBLIC, where.id))
    assert (near.state, near.sight) == (InsightState.PUBLISHED, Sight.CIRCLE)
    with transaction() as db:
        db.get_one(Circle, where.id).visibility = Visibility.OPEN
    actor = town.otto.actor
    with reading() as db, pytest.raises(NotFound):
        access_insight(db, actor, near.id, Permission.INSIGHT_READ)


def test_a_circle_hidden_while_one_waits_is_no_way_round_either(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    waits = published(town.milo, shown=Shown(Sight.PUBLIC, where.id))
    with transaction() as db:
        db.get_one(Circle, where.id).visibility = Visibility.HIDDEN
    do(town.hana, publishing.let_out, waits.id)
    assert (now(waits.id).state, now(waits.id).sight) == (InsightState.PUBLISHED, Sight.CIRCLE)
    with transaction() as db:
        db.get_one(Circle, where.id).visibility = Visibility.OPEN
    with reading() as db, pytest.raises(NotFound):
        access_insight(db, town.otto.actor, waits.id, Permission.INSIGHT_READ)


def test_whoever_could_check_it_is_not_checked(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana)
    shown = Shown(Sight.CIRCLE, where.id)
    assert published(town.hana, shown=shown).state is InsightState.PUBLISHED
    assert published(town.ada).state is InsightState.PUBLISHED
    assert published(town.milo).state is InsightState.WAITING
