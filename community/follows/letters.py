"""A letter of news on its way: what stands in it is asked when it is sent, by what its reader
may see then; and the address that ends such letters."""

from collections.abc import Sequence
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from community.access.actor import actor_for
from community.core.errors import NotFound
from community.core.outbox import Payload, handle
from community.core.transaction import reading
from community.follows.letter_choice import keep_choice
from community.follows.letter_parts import Span, parts
from community.follows.letters_by_clock import NAME
from community.follows.models import Every, NewsLetter
from community.mail import Letter, post
from community.mail.office import sends, signing_key
from community.members.models import Member

OFTEN = {Every.DAY: "each day", Every.WEEK: "each week"}


def letter_of(db: Session, job: Payload) -> Letter | None:
    """None where nothing is new, or they want none any more."""
    member, chosen = db.get(Member, job["member_id"]), db.get(NewsLetter, job["member_id"])
    if member is None or member.guest or not member.email:
        return None
    if chosen is None or chosen.every is Every.NEVER:
        return None
    actor = actor_for(db, member.id, member.role)
    span = Span(*(datetime.fromisoformat(job[end]) for end in ("since", "until")))
    news = [part for make in parts if (part := make(db, actor, span)) is not None]
    if not news:
        return None
    return Letter(
        to=member.email,
        subject="New for you",
        paragraphs=["What is new for you since the last letter:"],
        parts=news,
        after=[f"You get this {OFTEN[chosen.every]}, where anything is new, as you chose."],
        button=("What you follow, and how often this comes", "/following"),
        unsubscribe=path_for(member.id),
        cause=f"news:{member.id}:{job['until']}",
    )


def deliver(jobs: Sequence[Payload]) -> None:
    for job in jobs if sends() else ():
        with reading() as db:
            letter = letter_of(db, job)
        if letter is not None:
            post(letter)


def path_for(member_id: str) -> str:
    """Ends these letters, and works for nothing else."""
    return f"/unsubscribe/news/{_signer().dumps(member_id)}"


def member_in(token: str) -> str:
    """Whose letter this address stood in."""
    try:
        member_id: str = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    return member_id


def stop(db: Session, token: str) -> None:
    member_id = member_in(token)
    if db.get(Member, member_id) is not None:
        keep_choice(db, member_id, Every.NEVER)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="letter of news")


handle(NAME, deliver, waits_outside=True)
