"""Whom the hosts of a circle keep from writing says nothing below its insights either."""

from datetime import timedelta

import pytest

from community.access.insight_rules import Sight
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Refused
from community.insights.actions import commenting
from community.insights.texts import Shown
from community.rooms.actions.barring import put_out
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_comments import KEY
from tests.insights.test_writing import published
from tests.town import Town


def test_whom_hosts_keep_from_the_circles_room_says_nothing_here(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    do(town.hana, put_out, where.room_id, town.milo.id, 30)
    with pytest.raises(Refused):
        do(town.milo, commenting.comment, insight.id, KEY, "Hello.")
    assert "Say it here" not in browsing.by(town.milo).get(f"/insights/{insight.id}").text


def test_going_does_not_end_what_hosts_keep_somebody_from(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.MEMBERS, where.id))
    do(town.hana, put_out, where.room_id, town.milo.id, 30)
    do(town.milo, circles.leave, where.id)
    with pytest.raises(Refused):
        do(town.milo, commenting.comment, insight.id, KEY, "Hello.")
    assert "Say it here" not in browsing.by(town.milo).get(f"/insights/{insight.id}").text
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        do(town.milo, commenting.comment, insight.id, KEY, "Hello.")
