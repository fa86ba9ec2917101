"""Changes of somebody's own record: a reflection, a signed statement, taking one back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.access.session_rules import OVER
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.ids import new_id
from community.core.text import tidy_text
from community.evidence import codes, sealing
from community.evidence.keys import Keyring, Signature
from community.evidence.models import Evidence, LearningKind, Reflection
from community.evidence.queries import evidence_of, reflection_of
from community.evidence.statement import Plain, moment, statement_of
from community.sessions.models import HostedSession
from community.sessions.queries import access_session

PROMPTS = ("relevant", "surprised", "ideas", "valuable")
PROMPT_MOST, MINUTES_MOST = 4_000, 24 * 60
GIVEN_AT_SIGNING = ("code", "address", "community", "issued")


@dataclass(frozen=True)
class Reflected:
    """As it was typed."""

    kind: LearningKind
    minutes: int
    prompts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """Who signs: the keys, what the community is called, and where it is."""

    keys: Keyring
    community: str
    address: str


def recalled(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """A session that is over, and that the actor was in."""
    session = access_session(db, actor, session_id, Permission.SESSION_RECALL)
    if session.state not in OVER:
        raise Refused("Your record of a session begins when it is over.")
    return session


def reflect(db: Session, actor: Actor, session_id: str, given: Reflected) -> None:
    """One per session and member; writing it again changes it."""
    session = recalled(db, actor, session_id)
    if not 0 <= given.minutes <= MINUTES_MOST:
        sentence = f"Minutes are a whole number from 0 to {MINUTES_MOST:,}."
        raise Invalid(sentence, minutes=sentence)
    was = reflection_of(db, actor, session.id)
    if was is None:
        began = session.started_at or session.starts_at
        key = {"session_id": session.id, "member_id": actor.member_id}
        was = Reflection(id=new_id(), day=began.astimezone(session.zone).date(), **key)
        db.add(was)
    was.kind, was.minutes, was.changed_at = given.kind, given.minutes, clock.now()
    for name in PROMPTS:
        setattr(was, name, _fit(name, given.prompts.get(name, "")))


def _fit(name: str, text: str) -> str:
    text = tidy_text(text)
    if len(text) > PROMPT_MOST:
        sentence = f"Please keep this to {PROMPT_MOST:,} characters."
        raise Invalid(sentence, **{name: sentence})
    return text


def sign(db: Session, actor: Actor, session_id: str, desk: Desk) -> Evidence:
    """A signed statement of what is so at this moment; the one there is, if it says the same."""
    session = recalled(db, actor, session_id)
    said = statement_of(db, actor, session, reflection_of(db, actor, session.id))
    return signed(db, actor, session.id, said, desk, evidence_of(db, actor, session.id))


def signed(
    db: Session,
    actor: Actor,
    session_id: str | None,
    said: Plain,
    desk: Desk,
    earlier: Sequence[Evidence],
) -> Evidence:
    """The one of `earlier` that says the same and holds; else a new one."""
    for row in earlier:
        if not row.withdrawn_at and _same(json.loads(row.payload), said):
            return row
    now = clock.now()
    code = codes.new_code()
    payload = sealing.canonical(
        said
        | {"code": code, "community": desk.community, "issued": moment(now)}
        | {"address": f"{desk.address}/verify/{code}"}
    )
    signature = sealing.sign(desk.keys, payload)
    about = {"session_id": session_id, "member_id": actor.member_id, "created_at": now}
    sealed = {"payload": payload, "signature": signature.words, "key_id": signature.key_id}
    row = Evidence(id=new_id(), code=code, **about, **sealed)
    db.add(row)
    return row


def _same(signed: Plain, said: Plain) -> bool:
    kept = {name: value for name, value in signed.items() if name not in GIVEN_AT_SIGNING}
    return kept == said


def take_back(db: Session, actor: Actor, code: str) -> Evidence:
    """Whoever checks it from then on is told so; what it said is gone."""
    row = own_evidence(db, actor, code)
    void(row)
    return row


def own_evidence(db: Session, actor: Actor, code: str) -> Evidence:
    """Of nobody but the actor, who is told nothing of other codes; nor of their own other ones,
    if they came in by the link of one session."""
    mine = Evidence.code == (codes.typed(code) or ""), Evidence.member_id == (actor.member_id or "")
    row = db.scalar(select(Evidence).where(*mine))
    if row is None or actor.only not in (None, row.session_id):
        raise NotFound
    return row


def signature_of(row: Evidence) -> Signature:
    return Signature(row.key_id, row.signature)


def void(row: Evidence) -> None:
    if row.withdrawn_at is None:
        row.withdrawn_at, row.payload = clock.now(), ""
