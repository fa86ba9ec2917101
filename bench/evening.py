"""A session that is live, with everything said that a long evening brings.

    COMENTOR_DATA=… python -m bench.evening 733 65

prints as JSON the session, its circle and the cookie of its host. Five questions, replies,
reactions and mentions, in the proportions of a hosted chat.
"""

import json
import random
import sys
from datetime import timedelta

from sqlalchemy import insert

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.access.actor import Actor, CommunityRole, actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Visibility
from community.circles.actions import start_circle
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import connect, reading, transaction
from community.members.actions import start_sign_in
from community.members.models import Member, Profile
from community.rooms.actions import Said, Saying, say_together
from community.rooms.actions.questions import ask_question
from community.rooms.models import Reaction
from community.sessions.actions import hosting, schedule
from community.sessions.actions.schedule import Plan
from community.sessions.times import wall_of
from community.settings import Settings
from community.web.identity import cookie_for

QUESTIONS = 5
TALK = """in our unit we warm the splint for a minute and *then* bend it, which nobody taught me;
the families keep it on when they choose the colour themselves, and I would ask @person-1 how
that goes in the community where there is no bath"""


def make_evening(messages: int, people: int) -> dict[str, str]:
    settings = Settings()
    connect(settings.database_address)
    chance = random.Random(733)  # noqa: S311 - the same each time
    actors = _people(people)
    session_id, room_id = _live_session(actors)
    host = _now(actors[0])
    for number in range(QUESTIONS):
        with transaction() as db:
            body = f"Question {number + 1}: what works, and for whom?"
            ask_question(db, host, room_id, f"question-{number:04d}", body)
        _talk(chance, actors, room_id, messages // QUESTIONS, number)
    with transaction() as db:
        token = start_sign_in(db, db.get_one(Member, actors[0].member_id), "bench")
    return {"session": session_id, "cookie": cookie_for(settings, token)}


def _people(count: int) -> list[Actor]:
    about = {"created_at": clock.now(), "password_hash": None}
    rows = [
        {"id": new_id(), "handle": f"person-{number}", "name": f"Person {number}", **about}
        for number in range(count)
    ]
    with transaction() as db:
        db.execute(insert(Member), rows)
        db.execute(insert(Profile), [{"member_id": row["id"]} for row in rows])
    return [Actor(member_id=str(row["id"]), role=CommunityRole.MEMBER) for row in rows]


def _live_session(actors: list[Actor]) -> tuple[str, str]:
    starts = wall_of(clock.now(), "Europe/London")
    plan = Plan("An evening", starts, starts + timedelta(hours=1), "Europe/London")
    with transaction() as db:
        circle_id = start_circle(
            db, actors[0], name="Splints", purpose="We learn.", visibility=Visibility.OPEN
        ).id
    with transaction() as db:
        session = schedule.create_session(db, _now(actors[0]), circle_id, plan)
        coming = {"session_id": session.id, "standing": Standing.JOINED, "since": clock.now()}
        coming |= {"role": CircleRole.MEMBER, "answer": Answer.GOING}
        db.execute(insert(Coming), [coming | {"member_id": one.member_id} for one in actors[1:]])
        session_id, room_id = session.id, session.room_id
    for step in (schedule.publish, hosting.start):
        with transaction() as db:
            step(db, _now(actors[0]), session_id)
    return session_id, room_id


def _now(actor: Actor) -> Actor:
    with reading() as db:
        return actor_for(db, actor.member_id or "", actor.role)


def _talk(chance: random.Random, actors: list[Actor], room_id: str, count: int, part: int) -> None:
    said: list[str] = []
    words = TALK.split()
    for start in range(0, count, 100):
        sayings = [
            Saying(
                actor=chance.choice(actors),
                room_id=room_id,
                client_key=f"talk-{part}-{number:06d}",
                body=" ".join(chance.choices(words, k=chance.randint(4, 40))),
                reply_to=chance.choice(said) if said and chance.random() < 0.3 else None,
            )
            for number in range(start, min(start + 100, count))
        ]
        with transaction() as db:
            new = [one.id for one in say_together(db, sayings) if isinstance(one, Said)]
            signs = [
                {"item_id": item_id, "emoji": "👍", "created_at": clock.now()} for item_id in new
            ]
            by = [sign | {"member_id": chance.choice(actors).member_id} for sign in signs]
            db.execute(insert(Reaction), by[::2])
        said += new


if __name__ == "__main__":
    print(json.dumps(make_evening(int(sys.argv[1]), int(sys.argv[2]))))
