"""What is over goes by itself: no address that was only typed is kept for ever."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.core import clock
from community.core.transaction import transaction
from community.members.models import OneTimeLink, SignIn, SignInTries, SignUp


def sweep() -> None:
    """Each hour, by the background."""
    with transaction() as db:
        forget_what_is_over(db)


def forget_what_is_over(db: Session) -> None:
    moment = clock.now()
    for table, ends in (
        (SignUp, SignUp.expires_at),
        (OneTimeLink, OneTimeLink.expires_at),
        (SignIn, SignIn.expires_at),
        (SignInTries, SignInTries.window_ends),
    ):
        db.execute(delete(table).where(ends < moment))
