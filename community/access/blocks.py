"""Who keeps whom at a distance: what the policy reads, before any feature."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Ref


class BlockKind(StrEnum):
    MUTE = "mute"  # one way and quietly: nothing of theirs calls me
    BLOCK = "block"  # both ways: neither finds, calls or invites the other


class Block(Base):
    """What a member put between themselves and another."""

    __tablename__ = "blocks"
    __table_args__ = (Index(None, "other_id"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[BlockKind] = mapped_column(stored_enum(BlockKind))
    created_at: Mapped[datetime]


def apart_from(db: Session, member_id: str) -> frozenset[str]:
    """Everybody whom a block stands between this member and themselves, whoever made it."""
    rows = db.execute(
        select(Block.member_id, Block.other_id).where(
            Block.kind == BlockKind.BLOCK,
            or_(Block.member_id == member_id, Block.other_id == member_id),
        )
    )
    return frozenset({one for pair in rows for one in pair} - {member_id})


def apart_of(db: Session, member_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The same for many members at once; nobody stands in it for whom there are none."""
    ids = list(member_ids)
    rows = db.execute(
        select(Block.member_id, Block.other_id).where(
            Block.kind == BlockKind.BLOCK,
            or_(Block.member_id.in_(ids), Block.other_id.in_(ids)),
        )
    )
    apart: dict[str, set[str]] = {}
    for one, other in rows:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    return {one: frozenset(apart[one]) for one in ids if one in apart}


def muted_by(db: Session, member_id: str) -> frozenset[str]:
    """Whom this member does not want to hear from; they do not learn of it."""
    return frozenset(
        db.scalars(
            select(Block.other_id).where(Block.member_id == member_id, Block.kind == BlockKind.MUTE)
        )
    )


def blocks_among(db: Session, some: Iterable[str], others: Iterable[str]) -> set[frozenset[str]]:
    """The pairs of one of `some` and one of `others` between whom a block stands."""
    here, there = list(some), list(others)
    rows = db.execute(
        select(Block.member_id, Block.other_id).where(
            Block.kind == BlockKind.BLOCK,
            or_(
                and_(Block.member_id.in_(here), Block.other_id.in_(there)),
                and_(Block.member_id.in_(there), Block.other_id.in_(here)),
            ),
        )
    )
    return {frozenset(pair) for pair in rows}
