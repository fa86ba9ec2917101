"""Makes the demonstration community from the words in `content/`.

Everything goes through the same actions as real members' doings, so it can only hold what
a real community could hold.
"""

from sqlalchemy import func, select

from community.core.errors import Refused
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.demo.asks import ask
from community.demo.conversations import have_conversation
from community.demo.evenings import hold_sessions
from community.demo.follows import follow
from community.demo.insights import write_insights
from community.demo.meetings import end_circles, make_circles
from community.demo.people import go_away, make_people
from community.demo.searches import keep_searches
from community.members.models import Member
from community.members.passwords import hash_password

PASSWORD = "learning together"  # noqa: S105 - told to everybody who starts the demonstration
SHOWN = ("hana", "milo", "otto")


def build_demo() -> str:
    """Forty members, nine circles, their words and sessions; refuses where somebody lives."""
    with reading() as db:
        if db.scalar(select(func.count()).select_from(Member)):
            raise Refused("The demonstration needs an empty community; this one has members.")
    hashed = hash_password(PASSWORD)
    with transaction() as db:
        people = make_people(db, hashed)
        started = make_circles(db, people)
    said = sum(have_conversation(key, circle_id, people) for key, circle_id in started.items())
    with transaction() as db:
        sessions = hold_sessions(db, started, people)
        follow(db, started, people)
        insights = write_insights(db, started, people)
        keep_searches(db, people)
        asks = ask(db, people)
    with transaction() as db:
        end_circles(db, started, people)
        go_away(db, people)
    return (
        f"The demonstration has {plural(len(people), 'member')}, "
        f"{plural(len(started), 'circle')}, {plural(sessions, 'session')}, "
        f"{plural(insights, 'insight')}, {plural(asks, 'ask')} and {plural(said, 'message')}."
    )


def sign_ins() -> list[str]:
    """Lines that tell a newcomer whom to be."""
    with reading() as db:
        rows = db.scalars(select(Member).where(Member.handle.in_(SHOWN)).order_by(Member.handle))
        return [f"  Sign in as {m.handle:<6} ({m.name}) with: {PASSWORD}" for m in rows]
