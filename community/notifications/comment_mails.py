"""Letters about new comments on a session's page, and the address that ends them."""

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core.errors import NotFound
from community.core.outbox import Payload, handle
from community.core.text import plural
from community.core.transaction import reading
from community.mail import Letter, post
from community.mail.office import sends, signing_key
from community.members.models import Member, Profile
from community.notifications.comment_news import how_many
from community.notifications.comment_notices import MAIL, may_read
from community.notifications.models import Notice
from community.sessions.comment_wishes import keep_wish, who_wants
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE


def letter_of(db: Session, job: Payload) -> Letter | None:
    """None where they want no mails, read it already, or may not read it any more."""
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    if session is None or member is None or not member.email:
        return None
    if profile is not None and not profile.mail_notices:
        return None
    news = _news(db, job)
    wanted = member.id in who_wants(db, session.id)
    if not (news and wanted and may_read(db, member.id, session)):
        return None
    comments = plural(news, "new comment")
    stands = "stands" if news == 1 else "stand"
    return Letter(
        to=member.email,
        subject=f"{comments}: {session.title}",
        paragraphs=[f"{comments} {stands} on the page of “{session.title}”."],
        button=("Read what is new", f"/sessions/{session.id}#discussion"),
        after=["You are told because you host it, wrote there, or asked for it."],
        unsubscribe=path_for(member.id, session.id),
        cause=job["cause"],
    )


def _news(db: Session, job: Payload) -> int:
    """How much the notice tells of, if it is still unread."""
    mine = Notice.member_id == job["member_id"], Notice.cause == job["cause"]
    notice = db.scalar(select(Notice).where(*mine, Notice.read_at.is_(None)))
    return how_many(db, [notice]).get(notice.id, 0) if notice is not None else 0


def deliver(jobs: Sequence[Payload]) -> None:
    for job in jobs if sends() else ():
        with reading() as db:
            letter = letter_of(db, job)
        if letter is not None:
            post(letter)


def path_for(member_id: str, session_id: str) -> str:
    """Ends news of this session's comments, and works for nothing else."""
    return f"/unsubscribe/comments/{_signer().dumps([member_id, session_id])}"


def named_in(token: str) -> tuple[str, str]:
    """The member whose letter this address stood in, and the session it was about."""
    try:
        member_id, session_id = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    return member_id, session_id


def stop(db: Session, token: str) -> None:
    member_id, session_id = named_in(token)
    there = db.get(Member, member_id), db.get(HostedSession, session_id)
    if all(there):
        keep_wish(db, session_id, member_id, wanted=False)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="comments of a session")


handle(MAIL, deliver, waits_outside=True)
