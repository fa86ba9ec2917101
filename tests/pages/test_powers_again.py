"""What asks who it is once more: each such route, by each role, signed in today or yesterday."""

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule

from community.access.policy import can
from community.core import clock
from community.core.transaction import transaction
from community.members.models import Member
from community.members.passwords import password_fits
from community.members.rules import FRESH
from community.web.guard import POWERS_LAST, WHOLE, permission_of
from tests.architecture.walk import World, contents, knock, knocks, values_for
from tests.browsing import Browsing, Visitor
from tests.town import PASSWORD, Person, Town

YESTERDAY = POWERS_LAST + timedelta(minutes=1)
WHO = ("signed out", "member", "host", "moderator", "coordinator", "administrator")
NEW = "five quiet blue owls"
SIGN_IN = "/sign-in?next="


def asking(app: Flask) -> list[Rule]:
    """The routes whose permission is about the whole community."""
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if permission_of(app, rule.endpoint) in WHOLE]


def test_with_a_sign_in_of_yesterday_nobody_looks_after_the_community(
    app: Flask, browsing: Browsing, town: Town
) -> None:
    morning = clock.now().replace(hour=6)  # the day on which they were here last stays the same
    with clock.fixed(morning):
        world = World.build(town)
        visitors = {who: browsing.by(world.people.get(who)) for who in WHO}
        tokens = {who: visitor.token() for who, visitor in visitors.items()}
        values, tried = values_for(world, "open", real=True), 0
    before = contents()
    with clock.fixed(morning + YESTERDAY):
        for rule in asking(app):
            for what in knocks(app, rule, values):
                for who in WHO:
                    where = f"{who} {what.method} {what.address}"
                    answer = knock(visitors[who], tokens[who], what)
                    to_sign_in = (answer.location or "").startswith("/sign-in")
                    assert to_sign_in is (who == "signed out" or _may(app, world, who, rule)), where
                    assert answer.status_code == (302 if to_sign_in else 404), where
                    tried += 1
    assert tried > 60
    after = contents()
    assert {name for name in after if after[name] != before[name]} == set()


def test_with_one_of_today_they_do(app: Flask, browsing: Browsing, town: Town) -> None:
    """Otherwise the test above would pass where nobody may do anything."""
    world = World.build(town)
    ada = browsing.by(world.people["administrator"])
    token, values = ada.token(), values_for(world, "open", real=True)
    for rule in asking(app):
        for what in knocks(app, rule, values):
            answer = knock(ada, token, what)
            assert not (answer.location or "").startswith(SIGN_IN), what.address


def _may(app: Flask, world: World, who: str, rule: Rule) -> bool:
    permission = permission_of(app, rule.endpoint)
    assert permission is not None
    return can(world.actor(who), permission)


@pytest.mark.parametrize("hours", [0, 30], ids=["today", "yesterday"])
@pytest.mark.parametrize("given", ["", "wrong wrong wrong", PASSWORD])
@pytest.mark.parametrize("who", ["milo", "ada"])
def test_password_and_address_change_with_the_password_of_now_only(
    browsing: Browsing, town: Town, who: str, given: str, hours: int
) -> None:
    person: Person = getattr(town, who)
    visitor = browsing.by(person)
    with clock.fixed(clock.now() + timedelta(hours=hours)):
        visitor.post("/me/email", email="new@example.org", password=given)
        answer = visitor.post("/me/password", old=given, password=NEW)
    assert answer.status_code == (302 if given == PASSWORD else 422)
    with transaction() as db:
        member = db.get_one(Member, person.id)
        assert password_fits(NEW, member.password_hash) is (given == PASSWORD)
        assert member.email == f"{who}@example.org", "the new address has to answer first"


@pytest.mark.parametrize("late", [False, True])
def test_a_first_password_is_set_while_the_sign_in_is_fresh(
    browsing: Browsing, town: Town, late: bool
) -> None:
    person = town.milo
    with transaction() as db:
        db.get_one(Member, person.id).password_hash = None
    milo: Visitor = browsing.by(town.milo)
    with clock.fixed(clock.now() + FRESH + timedelta(seconds=1 if late else -5)):
        milo.post("/me/password", password=NEW)
    with transaction() as db:
        assert (db.get_one(Member, town.milo.id).password_hash is None) is late
