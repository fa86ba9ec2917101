"""Letters about new comments on an insight, and the address that ends them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.core.outbox import Payload, handle
from community.insights.comment_wishes import keep_wish, who_wants
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.mail import Letter
from community.members.models import Member
from community.notifications import comment_letters
from community.notifications.insight_comment_notices import MAIL, may_read

_SALT = "comments of an insight"
WHY = "You are told because you wrote it, said something there, or asked for it."


def letter_of(db: Session, job: Payload) -> Letter | None:
    """None where they want no mails, read it already, or may not read it any more."""
    member = comment_letters.reader(db, job)
    insight = db.get(Insight, job["insight_id"], options=WITH_HOUSE)
    if insight is None or member is None or member.id not in who_wants(db, insight):
        return None
    if not may_read(db, member.id, insight):
        return None
    path, ends = f"/insights/{insight.id}#comments", path_for(member.id, insight.id)
    return comment_letters.letter(db, job, member, insight.title, path, WHY, ends)


def deliver(jobs: Sequence[Payload]) -> None:
    comment_letters.deliver(letter_of, jobs)


def path_for(member_id: str, insight_id: str) -> str:
    """Ends news of this insight's comments, and works for nothing else."""
    return f"/unsubscribe/insight-comments/{comment_letters.sign(_SALT, member_id, insight_id)}"


def named_in(token: str) -> tuple[str, str]:
    """The member whose letter this address stood in, and the insight it was about."""
    return comment_letters.signed(_SALT, token)


def stop(db: Session, token: str) -> None:
    member_id, insight_id = named_in(token)
    there = db.get(Member, member_id), db.get(Insight, insight_id)
    if all(there):
        keep_wish(db, insight_id, member_id, wanted=False)


handle(MAIL, deliver, waits_outside=True)
