"""Plays an imported chat through the real sockets of a running server, as if it were live.

Everybody who spoke gets a sign-in for the while and a socket of their own. The words go into a
new session, in a circle of its own, through its whole life: the lobby, Start, the questions by
the run-sheet, End, late answers, and the files that are made of it. Each is sent again with the
same key until it is acknowledged: a server that dies in the middle loses nothing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import click
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.circles import actions as circles
from community.core import clock
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.importing.evening import acting
from community.importing.script import Line, Script, read_script
from community.importing.voice import Voice
from community.members import actions as members
from community.members.models import Member, SignIn
from community.rooms.plan import planned_in
from community.sessions.actions.coming import enter
from community.sessions.actions.hosting import close
from community.sessions.actions.places import come_as_host, known
from community.sessions.actions.schedule import Plan, Prepared, create_session, publish
from community.sessions.plans import INTRODUCTION_MOST, TITLE_MOST
from community.settings import Settings
from community.transcripts.models import Transcript, TranscriptState
from community.web.identity import cookie_for

SILENCE_MOST = 2.0  # seconds; longer pauses of the evening are cut to this
FILES_MOST = 60.0  # seconds to wait for the files
BROWSER = "replay"


@dataclass(frozen=True)
class Staged:
    """The session it is played in. `planned`: the ids of its run-sheet, in their order."""

    id: str
    room_id: str
    planned: list[str]


def replay_chat(settings: Settings, chat_id: str, speed: float, url: str, lead: float = 0) -> None:
    """Begin after `lead` seconds.

    Raises `NotFound` for an unknown chat, `Refused` if the server stays away.
    """
    script = read_script(chat_id)
    staged = _stage(script)
    cookies = _sign_in(settings, script.authors)
    many = plural(len(script.lines), "message")
    click.echo(f"{plural(len(script.authors), 'person', 'people')}, {many}.")
    click.echo(f"Watch it at {url}/sessions/{staged.id}")
    time.sleep(lead)
    voices = {one: Voice(url, cookies[one], staged.room_id) for one in script.authors}
    try:
        _play(script, staged, voices, speed)
    finally:
        for voice in voices.values():
            voice.close()
        _sign_out(script.authors)
    click.echo(f"All {many} are acknowledged.")
    _leave(script, staged, url)


def _stage(script: Script) -> Staged:
    """A new circle with a session in it, which everybody has come to."""
    with transaction() as db:
        circle = circles.start_circle(
            db,
            acting(db, script.host_id),
            name=f"Replay: {script.title}"[:80].strip(),
            purpose="An evening of the past, played again as if it were live.",
            visibility=Visibility.OPEN,
        )
        db.flush()
        host = acting(db, script.host_id)
        session = create_session(db, host, circle.id, _plan(script))
        for asker in script.askers:
            come_as_host(db, known(db, session, asker))
        db.flush()
        publish(db, acting(db, script.host_id), session.id)
        for author in script.authors:
            enter(db, acting(db, author), session.id)
        planned = [one.id for one in planned_in(db, session.room_id)]
        return Staged(session.id, session.room_id, planned)


def _plan(script: Script) -> Plan:
    """To begin in an hour: it is the host who begins it, as soon as it is played."""
    starts = (clock.now() + timedelta(hours=1)).replace(tzinfo=None)
    return Plan(
        title=script.title[:TITLE_MOST],
        starts=starts,
        ends=starts + timedelta(hours=1),
        zone="UTC",
        introduction=script.introduction[:INTRODUCTION_MOST],
        questions=tuple(Prepared(line.body) for line in script.lines if line.asks),
        open_to=OpenTo.PUBLIC,
    )


def _sign_in(settings: Settings, authors: Sequence[str]) -> dict[str, str]:
    with transaction() as db:
        return {
            author: cookie_for(settings, members.start_sign_in(db, _member(db, author), BROWSER))
            for author in authors
        }


def _member(db: Session, member_id: str) -> Member:
    return db.get_one(Member, member_id)


def _sign_out(authors: Sequence[str]) -> None:
    with transaction() as db:
        db.execute(delete(SignIn).where(SignIn.member_id.in_(authors), SignIn.browser == BROWSER))


def _play(script: Script, staged: Staged, voices: dict[str, Voice], speed: float) -> None:
    """Whoever is early is in the lobby, whoever is late in the late lane."""
    host, to_ask = voices[script.host_id], iter(staged.planned)
    steps = [(script.began, "start_session"), (script.ended, "end_session")]
    before = script.lines[0].at if script.lines else None
    with click.progressbar(list(enumerate(script.lines, 1)), label="Playing") as bar:
        for number, line in bar:
            pause = (line.at - before).total_seconds() / speed if before else 0
            time.sleep(min(max(pause, 0), SILENCE_MOST))
            before = line.at
            while steps and line.at >= steps[0][0]:
                host.send(steps.pop(0)[1])
            _say(voices[line.author_id], number, line, next(to_ask) if line.asks else None)
    for _, step in steps:
        host.send(step)


def _say(voice: Voice, number: int, line: Line, planned_id: str | None) -> None:
    if planned_id is not None:
        voice.send("next_question", planned=planned_id)
    else:
        voice.say(f"replay-{number:06d}", line.body)


def _leave(script: Script, staged: Staged, url: str) -> None:
    """Nobody comes late any more; tell where what it leaves is found once it is made."""
    with transaction() as db:
        close(db, acting(db, script.host_id), staged.id)
    give_up = time.monotonic() + FILES_MOST
    while time.monotonic() < give_up and not _is_made(staged.id):
        time.sleep(0.5)
    made = "Its transcript and files:" if _is_made(staged.id) else "They are being made still:"
    click.echo(f"{made} {url}/sessions/{staged.id}/transcript")


def _is_made(session_id: str) -> bool:
    with reading() as db:
        states = db.scalars(select(Transcript.state).where(Transcript.session_id == session_id))
        return set(states) == {TranscriptState.READY}
