"""The log that search indexes follow, each machine at its own pace."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base


class SearchChange(Base):
    """Something findable changed. Ids appear in the order of their commits, without exception."""

    __tablename__ = "search_changes"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    key: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
