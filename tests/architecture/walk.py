"""The way every role takes through every route: who knocks, with what, and what should come."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import joinedload
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from community.access.actor import ANYBODY, Actor, CommunityRole
from community.access.ask_rules import AskTo
from community.access.blocks import Block, BlockKind
from community.access.insight_rules import InsightState, Sight
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, require
from community.access.session_rules import OpenTo
from community.asks.actions.answering import answer
from community.asks.actions.asking import put
from community.asks.models import Ask
from community.asks.queries import SeenAsk
from community.circles.actions.materials import add_file, fit_to_keep
from community.circles.models import Circle
from community.core import clock
from community.core.database import Base
from community.core.errors import Problem
from community.core.ids import new_id
from community.core.outbox import enqueue
from community.core.transaction import database, reading, transaction
from community.discovery.saved.keeping import Wanted, save
from community.feeds.secret import make_feed as make_news_feed
from community.files.actions import store
from community.insights.answer_models import InsightFile
from community.insights.models import Insight, InsightRevision
from community.insights.visible import WITH_HOUSE
from community.invitations.actions import Made, make_link
from community.members.models import Member, SignUp
from community.members.rules import WAIT_LASTS
from community.paths import STATIC
from community.rooms.models import Item, Room
from community.sessions.actions.feeds import make_feed
from community.sessions.actions.inviting import invite_guest
from community.sessions.actions.offers import offer_to_host
from community.sessions.date_models import DatePoll
from community.sessions.date_polls import WITH_SESSION
from community.sessions.models import HostedSession
from community.sessions.offers import Offering
from community.sessions.times import wall_of
from community.skills.actions import offer, wish
from community.thanks.actions import thank
from community.thanks.models import Thanks
from community.transcripts.models import FileKind, Transcript, TranscriptFile, TranscriptState
from tests.browsing import Visitor
from tests.dates import looked_for
from tests.doing import do
from tests.polling import opened
from tests.town import Evening, Meeting, Person, Town

ROLES = (
    "signed out",
    "outsider",
    "asked",
    "invited",
    "waiting",
    "member",
    "host",
    "blocked",
    "coordinator",
    "moderator",
    "administrator",
)
# The circles there are: one of each visibility, and an open one that is archived.
SORTS = (*(visibility.value for visibility in Visibility), "archived")
# Who may come to the session of each of them.
OPEN_TO = dict(zip(SORTS, (*OpenTo, OpenTo.PUBLIC), strict=True))
# Who reads the member's insight in each of them.
SIGHTS = dict(zip(SORTS, (*Sight, Sight.PUBLIC), strict=True))
# What signing in and looking around writes is no change of anything.
ASIDE = {"sign_ins", "sign_in_tries", "transcript_readers"}

# Whatever was built; pages look for their files in the manifest.
STATIC_FILE = next((f.relative_to(STATIC).as_posix() for f in STATIC.rglob("*.css")), "")


@dataclass
class World:
    """One circle of each sort, with somebody in every role, and something said in each.

    The member has blocked the blocked one, who is an outsider to every circle.
    """

    town: Town
    people: dict[str, Person]
    circles: dict[str, Meeting] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    polls: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)  # of the items
    materials: dict[str, str] = field(default_factory=dict)  # a file that the host added
    passes: dict[str, str] = field(default_factory=dict)  # of a guest to its session
    sessions: dict[str, Evening] = field(default_factory=dict)  # of each circle; the member comes
    drafts: dict[str, str] = field(default_factory=dict)  # whose date is looked for
    offers: dict[str, str] = field(default_factory=dict)  # of the member, to host
    feeds: dict[str, str] = field(default_factory=dict)  # of the member, of each circle
    insights: dict[str, str] = field(default_factory=dict)  # of the member, in each circle
    insight_files: dict[str, str] = field(default_factory=dict)  # shown by them
    saved_id: str = ""  # a search the member keeps
    ask_id: str = ""  # of the member, to the host
    answer_id: str = ""  # of the host
    news_feed_id: str = ""  # of the member
    skill_id: str = ""  # everybody teaches it
    photo_id: str = ""  # the member's face
    thanks_id: str = ""  # from the host to the member
    invitations: dict[str, Made] = field(default_factory=dict)  # links of the host
    into_community: str = ""  # an invitation the coordinator made
    sign_up_id: str = ""  # of somebody who waits to be let in

    @classmethod
    def build(cls, town: Town) -> "World":
        people = {
            "outsider": town.otto,
            "asked": town.person("Asta"),
            "invited": town.person("Ivo"),
            "waiting": town.person("Wanda"),
            "member": town.milo,
            "host": town.hana,
            "blocked": town.person("Bodo"),
            "coordinator": town.person("Cora", CommunityRole.COORDINATOR),
            "moderator": town.person("Mona", CommunityRole.MODERATOR),
            "administrator": town.ada,
            "second host": town.person("Hedda"),
        }
        world = cls(town, people)
        for sort in SORTS:
            world.add_circle(sort)
        # The outsider is a host as well, elsewhere: a host's powers end with their own circle.
        town.circle(people["outsider"], people["coordinator"], name="Of the outsider")
        for person in people.values():
            world.skill_id = do(person, offer, "Splinting").skill_id
            do(person, wish, "Casting")
        world.photo_id = town.face(people["member"])
        world.saved_id = do(people["member"], save, Wanted("CANARY", name="CANARY"), None).id
        world.add_ask()
        world.news_feed_id = do(people["member"], make_news_feed).id
        world.thanks_id = do(people["host"], thank, "milo", "You showed me a better splint.").id
        world.into_community = do(people["coordinator"], make_link).invitation.id
        world.sign_up_id = somebody_waiting()
        with transaction() as db:
            block = {"member_id": people["member"].id, "other_id": people["blocked"].id}
            db.add(Block(**block, kind=BlockKind.BLOCK, created_at=clock.now()))
            enqueue(db, "nobody's", {})
            db.execute(text("UPDATE outbox SET dead = true WHERE name = 'nobody''s'"))
        return world

    def add_ask(self) -> None:
        """Of one person, who answered it."""
        member, host = self.people["member"], self.people["host"]
        words = {"body": "CANARY", "put_to": AskTo.MEMBER, "person": host.handle}
        self.ask_id = do(member, put, client_key="walk-ask-0000", **words).id
        given = {"client_key": "walk-answer-0000", "body": "CANARY"}
        self.answer_id = do(host, answer, self.ask_id, **given).id

    def add_circle(self, sort: str) -> None:
        town, people = self.town, self.people
        circle = town.circle(people["host"], people["member"], visibility=Visibility.ASK)
        town.ask(people["asked"], circle.id)
        town.invite(people["invited"], circle.id, people["host"])
        town.invite(people["waiting"], circle.id, people["host"])
        town.bring(people["second host"], circle.id, people["host"])
        self.circles[sort] = circle
        sent = town.send(people["host"], circle, "CANARY.txt", b"CANARY")
        self.attachments[sort] = sent
        self.items[sort] = town.say(people["host"], circle, "CANARY", files=(sent,)).id
        self.polls[sort] = opened(people["host"], circle)["id"]
        file = fit_to_keep("canary.txt", b"CANARY")
        self.invitations[sort] = do(people["host"], make_link, circle.id)
        self.materials[sort] = do(people["host"], add_file, circle.id, title="", upload=file).id
        self.add_session(sort, circle)
        self.add_offer(sort, circle)
        self.add_insight(sort, circle)
        with transaction() as db:
            db.get_one(Membership, (circle.id, people["second host"].id)).role = CircleRole.HOST
            db.get_one(Membership, (circle.id, people["waiting"].id)).standing = Standing.WAITING
            made = db.get_one(Circle, circle.id)
            made.visibility = Visibility.OPEN if sort == "archived" else Visibility(sort)
            made.archived_at = clock.now() if sort == "archived" else None

    def add_session(self, sort: str, circle: Meeting) -> None:
        plan = {"title": "CANARY", "introduction": "CANARY", "open_to": OPEN_TO[sort]}
        self.sessions[sort] = self.town.session(circle, **plan)
        self.town.come(self.people["member"], self.sessions[sort])
        guest = self.sessions[sort].id, "CANARY", f"canary-{sort}@example.org"
        self.passes[sort] = do(self.people["host"], invite_guest, *guest).id
        self.add_transcript(self.sessions[sort].id)
        self.drafts[sort] = looked_for(self.people["host"], circle, title="CANARY").id

    def add_offer(self, sort: str, circle: Meeting) -> None:
        """The member's: an offer to host, and an address for their calendar."""
        soon = wall_of(clock.now() + timedelta(days=30), "Europe/London")
        offering = Offering("CANARY", (soon,), "Europe/London")
        self.offers[sort] = do(self.people["member"], offer_to_host, circle.id, offering).id
        self.feeds[sort] = do(self.people["member"], make_feed, circle.id).id

    def add_insight(self, sort: str, circle: Meeting) -> None:
        """Published by the member."""
        self.insights[sort], self.insight_files[sort] = new_id(), new_id()
        body = f"CANARY ![CANARY](file:{self.insight_files[sort]})"
        words: dict[str, Any] = {"title": "CANARY", "body": body, "references": []}
        row = Insight(id=self.insights[sort], sight=SIGHTS[sort], number=1, **words)
        row.author_id, row.circle_id = self.people["member"].id, circle.id
        row.state, row.created_at = InsightState.PUBLISHED, clock.now()
        row.published_at = row.changed_at = row.created_at
        with transaction() as db:
            db.add(row)
            db.flush()
            db.add(InsightRevision(insight_id=row.id, number=1, at=clock.now(), **words))
            member, kind = self.people["member"].actor, "text/plain"
            file = store(db, member, name="CANARY.txt", media_type=kind, content=b"CANARY")
            shown = {"insight_id": row.id, "file_id": file.id, "created_at": clock.now()}
            db.add(InsightFile(id=self.insight_files[sort], **shown))

    def add_transcript(self, session_id: str) -> None:
        """As if it were over, so that there is something to be refused."""
        words = {"revision": 0, "name": "CANARY.csv", "content": b"CANARY"}
        with transaction() as db:
            row = Transcript(id=new_id(), session_id=session_id, number=1, due_at=clock.now())
            row.state = TranscriptState.READY
            db.add(row)
            db.flush()
            db.add(TranscriptFile(transcript_id=row.id, kind=FileKind.CSV, **words))

    def actor(self, role: str) -> Actor:
        return ANYBODY if role == "signed out" else self.people[role].actor


def somebody_waiting() -> str:
    """Who signed up, confirmed their address and is not a member yet."""
    moment = clock.now()
    words = {"name": "Nils", "email": "nils@example.org", "password_hash": "none"}
    times = {"created_at": moment, "confirmed_at": moment, "expires_at": moment + WAIT_LASTS}
    with transaction() as db:
        sign_up = SignUp(id=new_id(), **words, **times)
        db.add(sign_up)
        return sign_up.id


@dataclass(frozen=True)
class Knock:
    """One request: a route, somebody, and a circle of one visibility (or nothing real at all)."""

    endpoint: str
    method: str
    address: str
    form: dict[str, Any] | None = None
    json: dict[str, Any] | None = None


def values_for(world: World, sort: str, *, real: bool) -> dict[str, Any]:
    """What stands in the addresses; the same in shape when there is nothing behind it."""
    circle = world.circles[sort]
    if not real:
        names = (
            "circle_id",
            "room_id",
            "item_id",
            "poll_id",
            "thanks_id",
            "skill_id",
            "file_id",
            "other_id",
            "material_id",
            "attachment_id",
            "session_id",
            "draft_id",
            "pass_id",
            "offer_id",
            "feed_id",
            "search_id",
            "news_feed_id",
            "follow_id",
            "insight_id",
            "insight_file_id",
            "ask_id",
            "answer_id",
            "invitation_id",
            "general_invitation_id",
            "sign_up_id",
        )
        return {name: new_id() for name in names} | {
            "way": "teach", "list_id": "nobodys-list",
            "person_id": new_id(), "member_id": new_id(), "handle": "nobody-here",
            "emoji": "👍", "job_id": 999,
            "token": "no-token-of-ours", "sign_in_id": "0" * 64, "what": "nothing",
            "filename": "nothing.css", "number": 1, "revision": 0, "kind": "csv", "place": 1,
            "key": "m1-1", "code": "0" * 20, "comment_id": new_id(),
            "quote_id": new_id(), "flavour": "atom",
        }  # fmt: skip
    return {
        "circle_id": circle.id, "room_id": circle.room_id, "item_id": world.items[sort],
        "poll_id": world.polls[sort],
        "other_id": world.circles[SORTS[0]].id, "material_id": world.materials[sort],
        "person_id": world.people["member"].id,
        "attachment_id": world.attachments[sort], "session_id": world.sessions[sort].id,
        "pass_id": world.passes[sort], "draft_id": world.drafts[sort],
        "offer_id": world.offers[sort], "feed_id": world.feeds[sort],
        "search_id": world.saved_id, "news_feed_id": world.news_feed_id,
        "follow_id": "a" * 16, "flavour": "atom",
        "ask_id": world.ask_id, "answer_id": world.answer_id,
        "insight_id": world.insights[sort], "insight_file_id": world.insight_files[sort],
        "member_id": world.people["second host"].id, "handle": "milo", "emoji": "👍", "job_id": 1,
        "filename": STATIC_FILE, "file_id": world.photo_id,
        "token": world.invitations[sort].token, "sign_in_id": "0" * 64,
        "invitation_id": world.invitations[sort].invitation.id, "sign_up_id": world.sign_up_id,
        "general_invitation_id": world.into_community,
        "what": "members",
        "skill_id": world.skill_id, "list_id": "surgical-training", "thanks_id": world.thanks_id,
        "way": "teach", "number": 1, "revision": 0, "kind": "csv", "place": 1, "key": "m1-1",
        "code": "0" * 20, "comment_id": "a" * 16,
        "quote_id": "a" * 16,
    }  # fmt: skip


# What each route is sent, so that the right person would succeed. The members named in
# people/<id>/… are those something can be done to.
CIRCLE = {"name": "New name", "purpose": "New purpose", "visibility": "ask"}
SESSION = {
    "title": "New title", "day": "2150-12-04", "starts": "19:00", "ends": "20:00",
    "time_zone": "Europe/London", "open_to": "circle", "confidentiality": "open", "kind": "chat",
}  # fmt: skip
FORMS: dict[str, dict[str, Any]] = {
    "members.sign_up": {
        "name": "Nora",
        "email": "n@example.org",
        "password": "four quiet blue owls",
    },
    "members.sign_in": {"name": "nobody", "password": "wrong wrong wrong"},
    "members.sign_out": {},
    "members.confirm_sign_up": {},
    "members.sign_in_link": {"email": "milo@example.org"},
    "members.forgotten": {"email": "milo@example.org"},
    "members.link": {},
    "members.email": {"email": "new@example.org", "password": "wrong wrong wrong"},
    "members.sign_out_device": {},
    "members.sign_out_elsewhere": {},
    "notifications.unsubscribe": {},
    "notifications.unsubscribe_comments": {},
    "notifications.unsubscribe_insight_comments": {},
    "members.me": {"name": "New name", "handle": "new-handle", "role_line": "", "about": ""},
    "members.sights": {"about": "circles", "reach": "nobody"},
    "members.my_photo": {},
    "members.remove_photo": {},
    "members.account": {},
    "members.reminders": {"before": "60", "by_mail": "y"},
    "members.block": {},
    "members.mute": {},
    "members.let_be": {},
    "members.password": {"old": "wrong wrong wrong", "password": "five quiet blue owls"},
    "circles.new_circle": CIRCLE,
    "circles.edit_circle": CIRCLE,
    "circles.join": {},
    "circles.leave": {},
    "circles.invite": {"handle": "otto"},
    "circles.accept": {},
    "circles.remove": {},
    "circles.host": {},
    "circles.unhost": {},
    "circles.hand_over": {},
    "circles.agree": {},
    "circles.extend": {"weeks": "4"},
    "circles.archive": {},
    "circles.reopen": {},
    "circles.tie": {"other": "Splinting"},
    "circles.untie": {},
    "circles.add_link": {"link": "example.org", "title": "An example"},
    "circles.add_file": {"file-title": "Nothing chosen"},
    "circles.remove_material": {},
    "sessions.new_session": SESSION,
    "sessions.edit_session": SESSION,
    "sessions.publish": {},
    "sessions.publish_later": {"publish": "week"},
    "sessions.remind_me": {"before": "60"},
    "sessions.cancel": {"why": "The host is ill."},
    "sessions.discard": {},
    "sessions.repeat_session": {"every": "week", "until": "2150-01-01"},
    "sessions.cancel_rest": {"why": "The host is ill."},
    "sessions.answer_times": {"time-nothing": "yes"},
    "sessions.take_date": {"publish": "nothing"},
    "sessions.stop_asking": {},
    "sessions.my_times": {"free": "1-2", "time_zone": "Europe/London"},
    "asks.put_ask": {"client_key": "walk-ask-0001", "body": "How warm?", "to": "everybody"},
    "asks.put_ask_on": {"to": "everybody"},
    "asks.close_ask": {},
    "asks.answer_ask": {"client_key": "walk-answer-0001", "answer": "One minute."},
    "asks.not_now": {},
    "asks.thank_answer": {},
    "asks.withdraw_answer": {},
    "asks.keep_answer": {"yes": "1"},
    "asks.wake": {},
    "discovery.save_search": {"q": "splints", "name": "Splints", "tell": "1"},
    "discovery.change_saved": {"name": "Casts", "tell": "1"},
    "discovery.remove_saved": {},
    "discovery.remember_search": {"q": "splints"},
    "discovery.forget_searches": {},
    "discovery.keep_searches": {"kept": "no"},
    "feeds.new_news_feed": {},
    "feeds.drop_news_feed": {},
    "sessions.new_feed": {},
    "sessions.drop_feed": {},
    "sessions.new_offer": {"title": "Casts", "dates-0": "2050-01-01T20:00"},
    "sessions.take_offer": {"date": "2150-01-01T20:00"},
    "sessions.decline_offer": {"reply": "Another time."},
    "sessions.withdraw_offer": {},
    "rooms.post_item": {"client_key": "walk-0000001", "body": "Hello"},
    "rooms.edit_item": {"body": "Other words"},
    "rooms.withdraw_item": {},
    "rooms.react_to_item": {"emoji": "👍", "on": "1"},
    "rooms.read_room": {"position": "1"},
    "rooms.star_item": {"note": "For later"},
    "rooms_api.send_file": {},
    "rooms.ask_next": {"planned": "nothing"},
    "rooms.move_planned": {"planned": "nothing", "place": "1"},
    "sessions.answer": {"said": "going"},
    "sessions.enter": {},
    "sessions.invite": {"make": "guest", "name": "Nora", "email": "n@example.org"},
    "sessions.revoke_pass": {},
    "sessions.enter_by_pass": {"said": "enter"},
    "sessions.start": {},
    "sessions.end": {},
    "sessions.extend": {"minutes": "10"},
    "sessions.set_late": {"hours": "24"},
    "sessions.close": {},
    "sessions.rehearse": {},
    "transcripts.correct_words": {"body": "Other words"},
    "transcripts.withdraw_words": {},
    "sessions.end_rehearsal": {},
    "sessions.closing_words": {"takeaway": "Warm it slowly.", "feedback": ""},
    "sessions.comment": {"client_key": "walk-comment-1", "comment": "Thank you."},
    "sessions.take_comment_back": {},
    "sessions.comment_news": {"told": "yes"},
    "sessions.correct_word": {"body": "Other words"},
    "sessions.withdraw_word": {},
    "sessions.withdraw_comment": {},
    "sessions.withdraw_takeaway": {},
    "sessions.summarise": {"summary-words": "We warmed it."},
    "sessions.route_question": {"routing": "ask"},
    "insights.new_insight": {},
    "insights.edit_insight": {"title": "Other", "body": "Other words", "do": "save"},
    "insights.save_draft": {"title": "Other", "body": "Other words", "version": "0"},
    "insights.send_insight_file": {},
    "insights.comment": {"client_key": "walk-comment-1", "comment": "Thank you."},
    "insights.comment_news": {"told": "yes"},
    "insights.take_comment_back": {},
    "insights.restore": {},
    "insights.let_out": {},
    "insights.send_back": {"why": "Please say more."},
    "insights.withdraw": {},
    "insights.insight_quotes": {},
    "insights.let_go": {},
    "insights.use_item": {},
    "insights.use_session": {},
    "insights.answer_quote": {"say": "yes"},
    "insights.answer_by_pass": {"say": "yes"},
    "insights.mark": {"kind": "helped", "on": "1"},
    "insights.keep": {},
    "follows.follow_skill": {"on": "1"},
    "follows.follow_person": {"on": "1"},
    "follows.follow_circle": {"on": "1"},
    "follows.let_go": {},
    "follows.choose_letter": {"every": "day"},
    "follows.unsubscribe_news": {},
    "insights.say_tried": {"outcome": "partly"},
    "insights.change_kept": {"note": "For the next evening."},
    "evidence.evidence": {"kind": "reading", "minutes": "30", "relevant": "We do this daily."},
    "evidence.sign": {},
    "evidence.take_back": {},
    "evidence.words_by_pass": {"email": "canary@example.org"},
    "evidence.correct_by_pass": {"body": "Other words"},
    "evidence.withdraw_by_pass": {},
    "evidence.reflect_by_pass": {"kind": "reading", "minutes": "30"},
    "evidence.sign_by_pass": {},
    "evidence.take_back_by_pass": {},
    "evidence.sign_learning": {},
    "evidence.take_log_back": {},
    "evidence.verify": {},
    "rooms.set_room": {"slow": "30", "read_only": "0", "band": "We start at eight."},
    "rooms.pause": {"seconds": "60"},
    "rooms.start_timer": {"minutes": "5", "name": "Silent writing"},
    "rooms.stop_timer": {},
    "rooms.raise_hand": {},
    "rooms.lower_hand": {},
    "rooms.call_hand": {"member": "nobody"},
    "rooms.ask": {"client_key": "walk-asks-0001", "body": "Who warms the material?"},
    "rooms.close_question": {"on": "1"},
    "rooms.reveal_question": {},
    "rooms.attach_item": {"question": ""},
    "rooms.pin_item": {"on": "1"},
    "rooms.hide_item": {"on": "1", "reason": "Off the topic"},
    "rooms.share_item": {},
    "rooms.mute_person": {"on": "1", "minutes": "5"},
    "rooms.put_person_out": {"minutes": "today", "reason": "Let it rest"},
    "rooms.let_person_back": {},
    "rooms.promote_person": {},
    "rooms.new_poll": {
        "client_key": "walk-polls-001",
        "body": "Tea?",
        "options": "Yes\nNo",
        "closes_in": "86400",
    },
    "rooms.open_pulse": {"client_key": "walk-pulse-001"},
    "rooms.vote": {"choice": "nothing"},
    "rooms.close_poll": {"outcome": "We drink tea."},
    "rooms.split": {"by": "groups", "groups": "2", "minutes": "10"},
    "rooms.call_back": {},
    "rooms.extend_groups": {"minutes": "5"},
    "rooms.come_to_group": {},
    "rooms.move_to_group": {"group": "none", "member": "nobody"},
    "rooms.bring_back": {"body": "A few lines", "version": "0"},
    "notifications.read_inbox": {},
    "thanks.thank": {"words": "You taught me how to splint a thumb."},
    "thanks.show": {"shown": "yes"},
    "thanks.remove": {},
    "discovery.note_wish": {"skill": "Origami", "q": "origami"},
    "skills.my_skills": {"teach": "C#, ARCP", "learn": "R"},
    "skills.own_skill": {"level": "seasoned", "words": "Other words", "evidence": ""},
    "skills.drop_skill": {},
    "skills.take_up": {},
    "skills.edit_skill": {"name": "Splints", "aliases": "splinting", "about": "", "curated": "1"},
    "skills.merge_skill": {"into": "Casting"},
    "skills.plant_list": {},
    "welcome.welcome_skills": {"teach": "C#", "learn": "", "learn_tap": "ARCP"},
    "welcome.come_in": {},
    "administration.try_again": {},
    "administration.give_role": {"role": "moderator"},
    "administration.let_in": {},
    "administration.turn_away": {},
    "administration.add_members": {"text": "Nora Lind, nora.lind@example.org"},
    "administration.settings": {
        "name": "New name",
        "sign_up": "approval",
        "invites": "everybody",
        "checked": "first",
        "welcome": "",
    },
    "administration.put_away": {},
    "administration.set_up": {
        "name": "Nora",
        "email": "n@example.org",
        "password": "four quiet blue owls",
    },
    "invitations.circle_invitations": {"make": "link", "link-uses": "3", "link-days": "3"},
    "invitations.community_invitations": {"make": "link", "link-uses": "3", "link-days": "3"},
    "invitations.revoke_from_circle": {},
    "invitations.revoke": {},
    "invitations.sign_in": {"name": "nobody", "password": "wrong wrong wrong"},
    "invitations.invitation": {
        "name": "Nora",
        "email": "n@example.org",
        "password": "four quiet blue owls",
    },
}
JSONS: dict[str, dict[str, Any]] = {
    "rooms_api.say": {"client_key": "walk-0000001", "body": "Hello"},
    "rooms_api.edit": {"body": "Other words"},
    "rooms_api.withdraw": {},
    "rooms_api.split": {"size": 3, "minutes": 10},
    "rooms_api.call_back": {},
    "rooms_api.extend_groups": {"minutes": 5},
    "rooms_api.come_to_group": {},
    "rooms_api.move_to_group": {},
    "rooms_api.bring_back": {"body": "A few lines", "version": 0},
    "rooms_api.ask": {"client_key": "walk-asks-0002", "body": "Who cools it?"},
    "rooms_api.close_question": {"on": True},
    "rooms_api.reveal": {},
    "rooms_api.attach": {"question": None},
    "rooms_api.open_poll": {
        "client_key": "walk-polls-002",
        "body": "Tea?",
        "options": ["Yes", "No"],
        "closes_in": 86_400,
    },
    "rooms_api.open_pulse": {"client_key": "walk-pulse-002"},
    "rooms_api.vote": {"choices": []},
    "rooms_api.close_poll": {"outcome": "We drink tea."},
    "rooms_api.react": {},
    "rooms_api.take_back": {},
    "rooms_api.star_item": {"note": "For later"},
    "rooms_api.unstar_item": {},
    "rooms_api.describe_file": {"words": "A mould"},
    "rooms_api.take_file_away": {},
    "rooms_api.next_question": {"planned": "nothing"},
    "rooms_api.move_planned": {"planned": "nothing", "place": 1},
    "rooms_api.start_session": {},
    "rooms_api.end_session": {},
    "rooms_api.extend_session": {"minutes": 10},
    "rooms_api.set_room": {"slow": 30, "read_only": False, "band": "We start at eight."},
    "rooms_api.pause": {"seconds": 60},
    "rooms_api.go_on": {},
    "rooms_api.start_timer": {"seconds": 300, "name": "Silent writing"},
    "rooms_api.stop_timer": {},
    "rooms_api.raise_hand": {},
    "rooms_api.lower_hand": {},
    "rooms_api.call_hand": {},
    "rooms_api.lower_somebody": {},
    "rooms_api.pin": {},
    "rooms_api.hide": {"reason": "Off the topic"},
    "rooms_api.show_again": {},
    "rooms_api.share": {},
    "rooms_api.mute": {"minutes": 5},
    "rooms_api.unmute": {},
    "rooms_api.put_out": {"minutes": None},
    "rooms_api.let_back": {},
    "rooms_api.promote": {},
}
QUERIES: dict[str, str] = {
    "rooms_api.earlier": "?before=9",
    "rooms_api.suggest_people": "?room={room_id}&q=",
    "rooms_api.search_room": "?q=canary",
    "discovery.search": "?q=splinting",
    "discovery.suggestions": "?q=spl",
    "rooms.room_of_circle": "",
}


def knocks(app: Flask, rule: Rule, values: dict[str, Any]) -> list[Knock]:
    """Each method of a route with its address; KeyError where the walk does not know the way."""
    with app.test_request_context():
        address = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)
    address += QUERIES.get(rule.endpoint, "").format(**values)
    made = []
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        form = json = None
        if method != "GET":
            form, json = FORMS.get(rule.endpoint), JSONS.get(rule.endpoint)
            if form is None and json is None:
                raise KeyError(f"The walk does not know what to send to {method} {rule.rule}.")
        made.append(Knock(rule.endpoint, method, address, form, json))
    return made


def knock(visitor: Visitor, token: str, what: Knock) -> TestResponse:
    headers = {"X-CSRFToken": token}
    return visitor.client.open(
        what.address,
        method=what.method,
        data=what.form,
        json=what.json,
        headers=headers,
        buffered=True,
    )


def thing_of(world: World, permission: Permission, sort: str) -> object:
    """What the permission is asked about."""
    kind = permission.value.split("_")[0]
    with reading() as db:
        room = db.get_one(Room, world.circles[sort].room_id, options=[joinedload(Room.circle)])
        load = joinedload(Item.room).joinedload(Room.circle)
        item = db.get_one(Item, world.items[sort], options=[load])
        person = db.get_one(Member, world.people["member"].id)
        thanks = db.get_one(Thanks, world.thanks_id)
        whole = joinedload(HostedSession.circle)
        session = db.get_one(HostedSession, world.sessions[sort].id, options=[whole])
        insight = db.get_one(Insight, world.insights[sort], options=WITH_HOUSE)
        poll = db.get_one(DatePoll, world.drafts[sort], options=[WITH_SESSION])
        ask = SeenAsk(
            db.get_one(Ask, world.ask_id), frozenset([world.people["host"].id]), taught=True
        )
        return {
            "thanks": thanks,
            "circle": room.circle,
            "room": room,
            "item": item,
            "person": person,
            "session": session,
            "date": poll,
            "insight": insight,
            "ask": ask,
        }.get(kind)


def policy_says(actor: Actor, permission: Permission, thing: object) -> int:
    """200, or the status of the refusal."""
    try:
        require(actor, permission, thing)
    except Problem as problem:
        return problem.status
    return 200


class Snapshot:
    """A SQLite file as it was, to compare with and to go back to."""

    def __init__(self, folder: Path) -> None:
        self.file = Path(str(database().engine.url.database))
        self.copy = folder / "as-it-was.db"
        self.contents = contents()
        database().engine.dispose()  # the last connection to go leaves everything in one file
        shutil.copy(self.file, self.copy)

    def go_back(self) -> None:
        database().engine.dispose()
        shutil.copy(self.copy, self.file)


@contextmanager
def watched(snapshot: Snapshot, where: str) -> Iterator[None]:
    """Fails if anything is written meanwhile that matters."""
    connection = sqlite3.connect(snapshot.file)
    before = connection.execute("PRAGMA data_version").fetchone()
    yield
    written = connection.execute("PRAGMA data_version").fetchone() != before
    connection.close()
    assert not written or contents() == snapshot.contents, f"{where} changed something"


def contents() -> dict[str, list[Any]]:
    """Every row of every table."""
    with database().engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in Base.metadata.sorted_tables
            if table.name not in ASIDE
        }


MASKED = re.compile(r'(name="csrf_token"[^>]*value="|<meta name="csrf-token" content=")[^"]*')


def masked(answer: TestResponse) -> tuple[int, str]:
    """Status and body without the tokens that differ each time."""
    return answer.status_code, MASKED.sub(r"\1", answer.text)
