"""Files: what members upload, kept in the database so that rows and bytes cannot part."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key, Ref


class File(Base):
    """Something uploaded. Who may read it follows from what it belongs to."""

    __tablename__ = "files"
    __table_args__ = (Index(None, "owner_id", "created_at"),)

    id: Mapped[Key]
    # The member who uploaded it. No foreign key: members point to files already (photos).
    owner_id: Mapped[Ref | None]
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    created_at: Mapped[datetime]


class FileContent(Base):
    """The bytes, apart from the row so that listing files does not read them."""

    __tablename__ = "file_contents"

    file_id: Mapped[Ref] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
