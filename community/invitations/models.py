"""Invitations into the community or straight into a circle."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key, Ref


class Invitation(Base):
    """A link that lets people in. With `email` it is for that person and was mailed to them.

    Only the hash of its token is kept; with a `circle_id` whoever accepts is in that circle.
    One to be mailed gets its token when that happens; until then the hash fits none.
    """

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "circle_id"), Index(None, "email"))

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80), default="")
    made_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    most_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    mailed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class InvitationUse(Base):
    """Somebody came in by this invitation; a second time they cannot, should a host have
    taken them out meanwhile."""

    __tablename__ = "invitation_uses"

    invitation_id: Mapped[Ref] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    used_at: Mapped[datetime]
