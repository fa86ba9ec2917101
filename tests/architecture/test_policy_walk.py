"""Every route, tried by everybody: what the policy table says is what happens.

The walk is made from the routes themselves. A new one without a permission stops the
application from starting; one the walk does not know how to try fails here.
"""

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from community.access.policy import POLICY, Permission
from community.app import create_app
from community.core import transaction
from community.settings import Settings
from community.web.guard import permission_of
from community.web.identity import cookie_name
from tests.architecture.walk import (
    ROLES,
    SORTS,
    STATIC_FILE,
    Knock,
    Snapshot,
    World,
    knock,
    knocks,
    masked,
    policy_says,
    thing_of,
    values_for,
    watched,
)
from tests.browsing import Browsing, Visitor
from tests.conftest import SECRET
from tests.town import Town

OUTSIDE = ("outsider", "blocked", "coordinator", "moderator", "administrator")
ADMITTING = ("coordinator", "administrator")
# Routes whose answer depends on more than the permission they declare, each with its reason.
# The status is what somebody gets who may not, although the permission would let them.
BESIDES = {
    "health.metrics": lambda role, how: 404,  # opened by a token no member has
    "administration.set_up": lambda role, how: 404,  # nobody is the first any more
    # Who invites into the community is its choice; at first those who let people in.
    "invitations.community_invitations": lambda role, how: None if role in ADMITTING else 404,
    "invitations.revoke": lambda role, how: None if role in ADMITTING else 404,
    # One comes into a circle by its visibility; seeing it is not enough.
    "circles.join": lambda role, how: 403 if how == "invited" and role in OUTSIDE else None,
    # What others added, hosts remove; a member only what is theirs.
    "circles.remove_material": lambda role, how: 403 if role == "member" else None,
    "welcome.come_in": lambda role, how: 403 if how == "invited" and role in OUTSIDE else None,
    # Between the member who offers to host and the hosts of the circle; nobody else knows.
    "sessions.take_offer": lambda role, how: {"host": None, "member": 403}.get(role, 404),
    "sessions.decline_offer": lambda role, how: {"host": None, "member": 403}.get(role, 404),
    "sessions.withdraw_offer": lambda role, how: None if role == "member" else 404,
    "sessions.drop_feed": lambda role, how: None if role == "member" else 404,
    # Whoever was asked has a turn; whoever asked thanks, and whoever answered takes it back.
    "asks.not_now": lambda role, how: 409 if role == "member" else None,
    "asks.thank_answer": lambda role, how: {"member": None, "host": 403}.get(role, 404),
    "asks.withdraw_answer": lambda role, how: None if role == "host" else 404,
    "asks.keep_answer": lambda role, how: None if role in ("member", "host") else 404,
    # A search somebody keeps is theirs alone.
    "discovery.saved_search": lambda role, how: None if role == "member" else 404,
    "discovery.change_saved": lambda role, how: None if role == "member" else 404,
    "discovery.remove_saved": lambda role, how: None if role == "member" else 404,
    "feeds.drop_news_feed": lambda role, how: None if role == "member" else 404,
    # Whoever reads a public session signed out has no inbox to be told in.
    "sessions.comment_news": lambda role, how: 401 if role == "signed out" else None,
    # And writes no insights.
    "insights.use_session": lambda role, how: 401 if role == "signed out" else None,
    # Whoever shows a part of themselves to everybody is read signed out; he does not.
    "members.person": lambda role, how: {"signed out": 401, "blocked": 404}.get(role),
    # Whoever blocked them is not there for them, not even to be blocked in turn.
    "members.block": lambda role, how: 404 if role == "blocked" else None,
    "members.mute": lambda role, how: 404 if role == "blocked" else None,
    "insights.person_insights": lambda role, how: 404 if role == "blocked" else None,
    "follows.follow_person": lambda role, how: {"blocked": 404, "member": 409}.get(role),
    "members.photo": lambda role, how: 404 if role in ("signed out", "blocked") else None,
    # Found under the circle's address by everybody who sees the circle; the room refuses.
    "rooms.room_of_circle": lambda role, how: None,
}
# What was sent and not said is its sender's; all of these were said.
BESIDES |= dict.fromkeys(("rooms_api.describe_file", "rooms_api.take_file_away"), lambda *_: 404)
REFUSED_INPUT = {
    "rooms_api.send_file": 422,  # no file is chosen
    "rooms.room_on_date": 422,  # and no date
    "members.sign_in": 422,
    "invitations.sign_in": 422,
    "members.password": 422,
    "members.my_photo": 422,
    "thanks.thank": 422,  # one thanks whom one shares a circle with, and once a week
    "rooms_api.call_hand": 409,  # nobody's hand is up
    # The room is not split, and nobody is there to be placed.
    "rooms.split": 409,
    "rooms.call_back": 409,
    "rooms.extend_groups": 409,
    "rooms.come_to_group": 409,
    "rooms.move_to_group": 422,
    "rooms.bring_back": 409,
    "rooms_api.split": 422,
    "rooms_api.call_back": 409,
    "rooms_api.extend_groups": 409,
    "rooms_api.come_to_group": 409,
    "rooms_api.move_to_group": 409,
    "rooms_api.bring_back": 409,
    # A circle's own room has no run-sheet, and the session has not begun.
    "rooms_api.next_question": 409,
    "rooms_api.move_planned": 409,
    "rooms_api.end_session": 409,
    "rooms_api.extend_session": 409,
    "rooms_api.close_question": 409,  # what is at hand is a message
    "rooms_api.reveal": 409,
    "rooms_api.share": 409,  # only a question without a name is shared
    "rooms_api.vote": 422,  # nothing is chosen
    "circles.new_circle": 429,  # the host has started five today already
    # Opened by a token that only a letter holds.
    "members.confirm_sign_up": 404,
    "members.link": 404,
    "sessions.enter_by_pass": 404,
    "sessions.calendar_feed": 404,
    "feeds.for_one": 404,
    # There, while everybody may read something in it.
    "feeds.about_skill": 404,
    "feeds.of_circle": 404,
    "sessions.repeat_session": 422,  # that would be thousands
    "sessions.new_offer": 422,  # and that is too far away
    "notifications.unsubscribe": 404,
    "notifications.unsubscribe_comments": 404,
    "notifications.unsubscribe_insight_comments": 404,
    "follows.unsubscribe_news": 404,
    "insights.mark": 409,  # by its author
    "insights.say_tried": 409,  # and this
    "insights.change_kept": 404,  # nobody keeps it
    "insights.send_back": 409,  # it is published already
    "insights.insight_quotes": 422,  # nothing is ticked
    "insights.use_session": 409,  # it is not over
    # Nobody asked for anything.
    "insights.let_go": 404,
    "insights.answer_quote": 404,
    "insights.answer_by_pass": 404,
    # Nobody said or showed anything in that session.
    "transcripts.shown_file": 404,
    "transcripts.correct_words": 404,
    "transcripts.withdraw_words": 404,
}
# The session is not over, and nothing was signed or said of it.
REFUSED_INPUT |= {f"evidence.{way}": 409 for way in ("evidence", "sign", "evidence_file")}
REFUSED_INPUT |= {"evidence.take_back": 409}
# None of these sessions is over; what was typed is shown again, with the reason.
REFUSED_INPUT |= {f"sessions.{way}": 409 for way in ("closing_words", "comment", "summarise")}
REFUSED_INPUT |= {f"evidence.{way}": 404 for way in ("learned_file", "verified", "take_log_back")}
BY_PASS = ("words", "correct", "withdraw", "reflect", "sign", "evidence", "take_back")
REFUSED_INPUT |= {f"evidence.{way}_by_pass": 404 for way in BY_PASS}
REFUSED_INPUT |= {"evidence.sign_learning": 409}  # nothing learned yet
REFUSED_INPUT |= {f"sessions.{way}": 404 for way in ("take_comment_back", "route_question")}
REFUSED_INPUT |= {f"sessions.{way}": 404 for way in ("withdraw_comment", "withdraw_takeaway")}
REFUSED_INPUT |= {"insights.send_insight_file": 422}  # no file is chosen
REFUSED_INPUT |= {"insights.take_comment_back": 404}
REFUSED_INPUT |= {"sessions.promotion": 404}  # of what is for the invited nobody is told elsewhere


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


class Walked:
    """One world for all routes; each allowed change is undone, each refused one changed nothing.

    So what the policy says in it, and who is signed in, is worked out once.
    """

    def __init__(self, app: Flask, world: World, place: Path) -> None:
        self.app, self.world = app, world
        self._cookie_name = cookie_name(app.extensions["settings"])
        self._signed_in = {role: self._sign_in(role) for role in ROLES}
        self._said: dict[tuple[Permission, str, str], int] = {}
        self.snapshot = Snapshot(place)

    def _sign_in(self, role: str) -> tuple[str, str]:
        """The cookie of their browser, and the token of its pages."""
        visitor = Browsing(self.app).by(self.world.people.get(role))
        token = visitor.token()
        cookie = visitor.client.get_cookie(self._cookie_name)
        assert cookie is not None
        return cookie.value, token

    def visitor(self, role: str) -> tuple[Visitor, str]:
        """Their browser as it was at first, with the token of its pages."""
        cookie, token = self._signed_in[role]
        client = self.app.test_client()
        client.set_cookie(self._cookie_name, cookie)
        return Visitor(client), token

    def says(self, permission: Permission, role: str, sort: str) -> int:
        """The policy: 200, or the status of the refusal."""
        key = permission, role, sort
        if key not in self._said:
            thing = thing_of(self.world, permission, sort)
            self._said[key] = policy_says(self.world.actor(role), permission, thing)
        return self._said[key]


@pytest.fixture(scope="module")
def walked(place: Path, sqlite_template: Path) -> Iterator[Walked]:
    shutil.copy(sqlite_template, place / "comentor.db")
    url = f"sqlite:///{place / 'comentor.db'}"
    app = create_app(
        Settings(
            data=place / "data",
            database_url=url,
            secret_key=SECRET,
            posts_per_second=10_000,
            posts_burst=10_000,
        )
    )
    world = World.build(Town())
    app.extensions["search_index"].rebuild()
    yield Walked(app, world, place)
    app.extensions["search_index"].close()
    transaction.database().close()


@pytest.fixture
def connected(walked: Walked, place: Path) -> None:
    """Other tests connect this process to their databases."""
    transaction.connect(f"sqlite:///{place / 'comentor.db'}")


def endpoints() -> list[str]:
    """Known without an application: collected before there is one."""
    from community.administration.views import views as administration
    from community.asks.views import views as asks
    from community.circles.views import views as circles
    from community.discovery.skills.views import views as skills
    from community.discovery.views import views as discovery
    from community.discovery.welcome.views import views as welcome
    from community.evidence.views import views as evidence
    from community.feeds.views import views as feeds
    from community.follows.views import views as follows
    from community.health import views as health
    from community.insights.views import views as insights
    from community.invitations.views import views as invitations
    from community.members.views import views as members
    from community.notifications.views import views as notifications
    from community.rooms.api import api
    from community.rooms.views import views as rooms
    from community.sessions.views import views as sessions
    from community.thanks.views import views as thanks
    from community.today import today
    from community.transcripts.views import views as transcripts

    app = Flask("routes")
    app.add_url_rule("/", endpoint="today", view_func=today)
    views_of_all = [administration, circles, discovery, health, members, notifications, api, rooms]
    of_sessions = [sessions, transcripts, evidence, insights, feeds, follows, asks]
    for views in (*views_of_all, skills, welcome, invitations, thanks, *of_sessions):
        app.register_blueprint(views)
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()})


def test_the_walk_is_given_every_route(walked: Walked) -> None:
    assert {rule.endpoint for rule in walked.app.url_map.iter_rules()} == set(endpoints())


def test_every_permission_guards_something_or_is_asked_by_a_template_only(
    walked: Walked,
) -> None:
    app = walked.app
    used = {permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    # Asked inside actions, for which the view needs only to know of the circle or oneself.
    inside = {
        Permission.CIRCLE_JOIN,
        Permission.CIRCLE_ASK,
        Permission.PERSON_EDIT,
        Permission.PERSON_SEE,
    }
    assert used | inside == set(POLICY)
    assert not used & inside


@pytest.mark.parametrize("endpoint", endpoints())
def test_everybody_gets_what_the_policy_says(
    walked: Walked, connected: None, endpoint: str
) -> None:
    app = walked.app
    permission = permission_of(app, endpoint)
    assert permission is not None
    if endpoint == "static" and not STATIC_FILE:
        pytest.skip("No styles are built here")
    for rule in [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]:
        for role in ROLES:
            for sort in SORTS if depends_on_circle(rule) else SORTS[:1]:
                wanted = expected(walked, endpoint, permission, role, sort)
                Trial(walked, role, sort, wanted).run(rule)
    walked.snapshot.go_back()


def depends_on_circle(rule: Rule) -> bool:
    ids = {"circle_id", "room_id", "item_id", "material_id", "attachment_id", "session_id"}
    ids |= {"draft_id", "insight_id"}
    return bool(rule.arguments & ids) or rule.endpoint == "rooms_api.suggest_people"


def expected(walked: Walked, endpoint: str, permission: Permission, role: str, sort: str) -> int:
    if endpoint == "rooms.room_of_circle":
        permission = Permission.CIRCLE_SEE
    wanted = walked.says(permission, role, sort)
    besides = BESIDES.get(endpoint)
    if wanted == 200 and besides is not None:
        return besides(role, sort) or 200
    return wanted


@dataclass
class Trial:
    """One role at one route of one circle, and what has to come of it."""

    walked: Walked
    role: str
    sort: str
    wanted: int

    def run(self, rule: Rule) -> None:
        app, world, snapshot = self.walked.app, self.walked.world, self.walked.snapshot
        nothing = values_for(world, self.sort, real=False)
        real = values_for(world, self.sort, real=True)
        for what, nowhere in zip(knocks(app, rule, real), knocks(app, rule, nothing), strict=True):
            where = f"{what.method} {rule.rule} as {self.role}, {self.sort}"
            visitor, token = self.walked.visitor(self.role)
            with watched(snapshot, where) if self.wanted != 200 else nullcontext():
                answer = knock(visitor, token, what)
            if self.wanted != 200:
                self.refused(answer, what, where)
                if self.wanted in (401, 404):
                    self.tells_nothing(answer, what, knock(visitor, token, nowhere), nowhere, where)
                continue
            let_in = answer.status_code < 400 or answer.status_code == REFUSED_INPUT.get(
                rule.endpoint
            )
            assert let_in, f"{where}: {answer.status_code}"
            if what.method != "GET":
                snapshot.go_back()

    def refused(self, answer: TestResponse, what: Knock, where: str) -> None:
        if self.wanted == 401 and not what.address.startswith("/api/"):
            assert answer.status_code == 302, f"{where}: {answer.status_code}"
            assert answer.location.startswith("/sign-in"), where
        else:
            assert answer.status_code == self.wanted, f"{where}: {answer.status_code}"

    def tells_nothing(
        self, answer: TestResponse, what: Knock, other: TestResponse, nowhere: Knock, where: str
    ) -> None:
        """What is there and may not be known answers like what is not there."""
        assert "CANARY" not in answer.text, where
        status, body = masked(answer)
        said = status, body.replace(what.address, nowhere.address)
        assert said == masked(other), f"{where} tells that it is there"
