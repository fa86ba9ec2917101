"""What all parts of the demonstration use: its words, and its people acting."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.members.models import Member

CONTENT = Path(__file__).parent / "content"
Content = Mapping[str, Any]
People = Mapping[str, str]  # handle → member id


def content(name: str) -> Content:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def acting(db: Session, member_id: str) -> Actor:
    """Somebody as they are at this moment, with what they have just joined or been made."""
    db.flush()
    return actor_for(db, member_id, db.get_one(Member, member_id).role)
