"""Sessions in each state, for the pages one looks at, and the pages around them."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from community.access.actor import Actor, placed_now
from community.access.session_rules import Confidentiality, OpenTo
from community.core import clock
from community.core.transaction import database, reading, transaction
from community.evidence import actions as evidence
from community.evidence.actions import Reflected
from community.evidence.keys import keyring
from community.evidence.models import Evidence, LearningKind
from community.mail.office import open_office
from community.members.models import Member
from community.notifications.comment_mails import path_for as end_of_comments
from community.sessions.actions import changing, closing, discussion, hosting, inviting
from community.sessions.actions.coming import enter
from community.sessions.actions.publishing import publish_later
from community.sessions.date_models import Could
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import path_for
from community.sessions.plans import Prepared
from community.settings import Settings
from tests.dates import looked_for, say
from tests.doing import do
from tests.evenings import session_of
from tests.town import Evening, Meeting, Person, Town

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
CIRCLE = "Evenings to look at"
SESSION_PAGES = {
    "sessions, of a host": ("hana", "/sessions"),
    "sessions, of a member": ("milo", "/sessions"),
    "past sessions": ("milo", "/sessions?when=past"),
    "no more sessions": ("nell", "/sessions?page=9"),
    "session to come, of a host": ("hana", "/sessions/{session A long look}"),
    "session to come, of a member": ("milo", "/sessions/{session A long look}"),
    "session to come, signed out": ("", "/sessions/{session A long look}"),
    "session that is live": ("milo", "/sessions/{session On the air}"),
    "session that was held": ("milo", "/sessions/{session Held already}"),
    "session that was held, of a host": ("hana", "/sessions/{session Held already}"),
    "transcript": ("milo", "/sessions/{session Held already}/transcript"),
    "transcript, own words": ("milo", "/sessions/{session Held already}/transcript/mine"),
    "transcript, of nobody's words": ("hana", "/sessions/{session Held already}/transcript/mine"),
    "own words, wherever they were said": ("milo", "/me/words"),
    "own words, none": ("nell", "/me/words"),
    "a guest's own words": ("", "{link of a guest}/words"),
    "no more news of comments": ("", "{end of comments}"),
    "own record of a session": ("milo", "/sessions/{session Held already}/evidence"),
    "what one learned": ("milo", "/learning"),
    "nothing learned yet": ("nell", "/learning"),
    "to check evidence": ("", "/verify"),
    "evidence that is genuine": ("", "/verify/{evidence of milo}"),
    "session that is cancelled": ("milo", "/sessions/{session Called off}"),
    "people asked to a session": ("hana", "/sessions/{session A long look}/invite"),
    "date that is looked for": ("milo", "/sessions/{session When shall we}/times"),
    "date that is looked for, of a host": ("hana", "/sessions/{session When shall we}/times"),
    "draft without a date": ("hana", "/sessions/{session When shall we}"),
    "own free times": ("milo", "/me/times"),
    "draft of a session": ("hana", "/sessions/{session Half an idea}"),
    "when a draft is published": ("hana", "/sessions/{session Half an idea}/publish-later"),
    "circle with sessions": ("milo", "/circles/{" + CIRCLE + "}"),
    "new session": ("hana", "/circles/{" + CIRCLE + "}/sessions/new"),
    "new session, like another": (
        "hana",
        "/circles/{" + CIRCLE + "}/sessions/new?like={session A long look}",
    ),
    "change a session": ("hana", "/sessions/{session A long look}/edit"),
    "calendar addresses": ("hana", "/calendar"),
    "offers to host": ("hana", "/circles/{Back after a break}/offers"),
    "offer to host": ("milo", "/circles/{ARCP without panic}/offers/new"),
}


def sessions_to_look_at(found: dict[str, Person]) -> None:
    town, hana, milo = Town(), found["hana"], found["milo"]
    where = town.circle(hana, milo, name=CIRCLE)
    long = long_look(town, where, milo)
    town.come(found["yuki"], long)
    do(hana, inviting.invite_guest, long.id, LONG[:60], f"{LONG[:60]}@example.net")
    do(hana, inviting.invite_member, long.id, found["otto"].handle)
    live = town.session(where, title="On the air", starts_in=0, introduction=LONG)
    town.come(milo, live)
    do(hana, hosting.start, live.id)
    held = town.session(where, title="Held already", starts_in=0)
    town.come(milo, held)
    do(hana, hosting.start, held.id)
    town.say(milo, held, f"We began on time. {LONG}")
    guest_in(town, held)
    do(hana, hosting.end, held.id)
    what_stays(hana, milo, held)
    do(hana, hosting.close, held.id)
    half = town.session(
        where, title="Half an idea", starts_in=400, published=False, questions=(), introduction=""
    )
    do(hana, publish_later, half.id, session_of(half).starts_wall - timedelta(days=7))
    draft = looked_for(hana, where, title="When shall we", introduction=LONG)
    say(milo, draft.id, Could.YES, Could.IF_NEEDED, Could.NO)
    off = town.session(where, title="Called off", starts_in=60)
    do(hana, changing.cancel, off.id, f"The host is ill. {LONG}")
    with transaction() as db:
        db.get_one(HostedSession, held.id).starts_at = clock.now() - timedelta(hours=2)


def guest_in(town: Town, held: Evening) -> None:
    """Who came by a link and said something; any browser is taken for theirs."""
    own = do(held.host, inviting.invite_guest, held.id, LONG[:60], "guest@example.net")
    with transaction() as db:
        enter(db, placed_now(db, Actor(own.member_id, only=held.id)), held.id)
        db.get_one(Pass, own.id).entered_at = clock.now()
    town.say(Person(own.member_id, LONG[:60], ""), held, f"Good evening. {LONG}")


def what_stays(hana: Person, milo: Person, held: Evening) -> None:
    """What people write when it is over, with long words in all of it."""
    do(milo, closing.take_away, held.id, f"We warm it slowly. {LONG}", shared=True)
    do(milo, closing.give_feedback, held.id, "Thank you.")
    do(milo, discussion.comment, held.id, "a-key-to-look-at", f"I tried it: it works. {LONG}")
    do(hana, discussion.summarise, held.id, f"We [began](#m1) on time. {LONG}")
    counted = Reflected(LearningKind.PARTICIPATORY, 45, {"ideas": f"Warm it slowly. {LONG}"})
    do(milo, evidence.reflect, held.id, counted)
    folder = Path(str(database().engine.url.database)).parent
    keys = keyring(Settings(data=folder))
    desk = evidence.Desk(keys, "Comentor", "https://learn.example.org")
    do(milo, evidence.sign, held.id, desk)


def long_look(town: Town, where: Meeting, beside: Person) -> Evening:
    """With all that can be said of a session, and long words in it."""
    reference = {"author": "Hattie, J.", "year": "2009", "title": LONG, "accessed": "1 May 2026"}
    return town.session(
        where,
        title="A long look",
        starts_in=40,
        introduction=f"We look at **one chart** for an hour.\n\n- {LONG}\n- a second look",
        questions=(Prepared("What do you see?", 0), Prepared(LONG * 3, 20, unseen=True)),
        references=({**reference, "address": f"https://example.org/{LONG}"}, {"title": LONG}),
        open_to=OpenTo.PUBLIC,
        confidentiality=Confidentiality.NO_NAMES,
        most=12,
        video_link=f"https://meet.example.org/{LONG}",
        address=f"Room 3, {LONG}",
        skills=("Reading charts",),
        hosts=(beside.id,),
    )


def sessions_by_title() -> dict[str, str]:
    """For the addresses of pages: `{session A long look}`."""
    folder = Path(str(database().engine.url.database)).parent
    open_office(Settings(data=folder))  # links are signed with the server's key
    with reading() as db:
        rows = db.execute(select(HostedSession.title, HostedSession.id)).all()
        codes = db.execute(select(Member.handle, Evidence.code).join(Evidence)).all()
        of_sessions = {f"session {title}": session_id for title, session_id in rows}
        passes = db.scalars(select(Pass.id).where(Pass.entered_at.is_not(None)))
        links = {"link of a guest": path_for(passes.first() or "")}
        hana = db.scalars(select(Member.id).where(Member.handle == "hana")).one()
        links["end of comments"] = end_of_comments(hana, rows[0][1])
        return of_sessions | links | {f"evidence of {handle}": code for handle, code in codes}
