"""What reaches an inbox, and when it stops being news."""

from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import relay
from community.core.transaction import reading, transaction
from community.notifications.queries import inbox, unread
from tests.town import Person, Town


def _unread(person: Person) -> int:
    with reading() as db:
        return unread(db, person.actor)


def test_an_invitation_is_told_once_and_is_no_news_once_accepted(town: Town) -> None:
    circle = town.circle(town.hana)
    town.invite(town.milo, circle.id, town.hana)
    relay.run_once()
    relay.run_once()
    assert _unread(town.milo) == 1
    actor = town.milo.actor
    with transaction() as db:
        circles.join(db, actor, circle.id)
    assert _unread(town.milo) == 0


def test_an_invitation_accepted_before_the_relay_came_round_is_not_told(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    relay.run_once()
    with reading() as db:
        assert inbox(db, town.milo.actor) == []
    assert circle.host == town.hana


def test_hosts_hear_of_a_request_until_one_of_them_answers(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    relay.run_once()
    assert (_unread(town.hana), _unread(town.otto)) == (1, 0)
    actor = town.hana.actor
    with transaction() as db:
        circles.accept(db, actor, circle.id, town.milo.id)
    relay.run_once()
    assert (_unread(town.hana), _unread(town.milo)) == (0, 1)


def test_a_notice_of_a_hidden_circle_is_gone_with_the_invitation(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    town.invite(town.milo, circle.id, town.hana)
    relay.run_once()
    actor = town.hana.actor
    with transaction() as db:
        circles.remove(db, actor, circle.id, town.milo.id)
    with reading() as db:
        assert inbox(db, town.milo.actor) == []
