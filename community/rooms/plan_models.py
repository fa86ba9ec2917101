"""The questions a host prepared for a room, before they are asked."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key, Ref


class PlannedQuestion(Base):
    """One line of a room's run-sheet. Once asked it names the item it became, and stays.

    `place`: its order, from 0. `minute`: when it is due, in minutes from the start of the
    session; None where the host asks when it suits. `unseen`: answers are written first and
    revealed together.
    """

    __tablename__ = "planned_questions"
    __table_args__ = (Index(None, "room_id", "place"),)

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    place: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    minute: Mapped[int | None]
    unseen: Mapped[bool] = mapped_column(default=False)
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"))
