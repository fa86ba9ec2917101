"""What letters about new comments have in common, wherever those stand."""

from collections.abc import Callable, Sequence

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core.errors import NotFound
from community.core.outbox import Payload
from community.core.text import plural
from community.core.transaction import reading
from community.mail import Letter, post
from community.mail.office import sends, signing_key
from community.members.models import Member, Profile
from community.notifications.comment_news import how_many
from community.notifications.models import Notice


def reader(db: Session, job: Payload) -> Member | None:
    """Who is written to; none where they want no mails."""
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    if member is None or not member.email:
        return None
    return None if profile is not None and not profile.mail_notices else member


def letter(
    db: Session, job: Payload, to: Member, title: str, path: str, why: str, ends: str
) -> Letter | None:
    """None where it was read already. `path`: the page; `ends`: of the address that ends them."""
    news = _news(db, job)
    if not news:
        return None
    comments = plural(news, "new comment")
    stands = "stands" if news == 1 else "stand"
    return Letter(
        to=to.email or "",
        subject=f"{comments}: {title}",
        paragraphs=[f"{comments} {stands} on the page of “{title}”."],
        button=("Read what is new", path),
        after=[why],
        unsubscribe=ends,
        cause=job["cause"],
    )


def _news(db: Session, job: Payload) -> int:
    """How much the notice tells of, if it is still unread."""
    mine = Notice.member_id == job["member_id"], Notice.cause == job["cause"]
    notice = db.scalar(select(Notice).where(*mine, Notice.read_at.is_(None)))
    return how_many(db, [notice]).get(notice.id, 0) if notice is not None else 0


def deliver(made_of: Callable[[Session, Payload], Letter | None], jobs: Sequence[Payload]) -> None:
    for job in jobs if sends() else ():
        with reading() as db:
            made = made_of(db, job)
        if made is not None:
            post(made)


def sign(salt: str, member_id: str, thing_id: str) -> str:
    return _signer(salt).dumps([member_id, thing_id])


def signed(salt: str, token: str) -> tuple[str, str]:
    """The member whose letter this address stood in, and what it was about."""
    try:
        member_id, thing_id = _signer(salt).loads(token)
    except BadSignature:
        raise NotFound from None
    return member_id, thing_id


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt=salt)
