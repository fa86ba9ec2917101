"""Pictures and files of insights: who may have them, and how a text names them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState, writes_insight
from community.access.policy import Permission
from community.core.articles import Kept, named_in
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.files.kinds import ACCEPTED
from community.files.models import File
from community.insights.answer_models import InsightFile
from community.insights.models import Insight
from community.insights.queries import access_insight

_SIGNS = re.compile(r"([\\\[\]])")
# As long as words are; a page of brackets is looked through once, not once for each.
_NAMED = re.compile(r"!?\[((?:\\.|[^\[\]\\]){0,300})\]\(file:[a-z2-7]{16}[^)\n]{0,300}\)")
_SHOWN = (InsightState.WAITING, InsightState.PUBLISHED)


@dataclass(frozen=True)
class KeptFile:
    row: InsightFile
    file: File

    @property
    def picture(self) -> bool:
        return self.row.width is not None

    @property
    def address(self) -> str:
        return f"/insight-files/{self.row.id}"

    def named(self, words: str = "") -> str:
        """As a text names it; `words`: what a picture shows."""
        said = _SIGNS.sub(r"\\\1", words if self.picture else words or self.file.name)
        return f"{'!' if self.picture else ''}[{said}](file:{self.row.id})"


def files_of(db: Session, insight_id: str) -> list[KeptFile]:
    """All that are kept with an insight, in the order in which they came."""
    rows = select(InsightFile, File).join(File, File.id == InsightFile.file_id)
    mine = rows.where(InsightFile.insight_id == insight_id)
    ordered = mine.order_by(InsightFile.created_at, InsightFile.id)
    return [KeptFile(*row) for row in db.execute(ordered)]


def kept_in(db: Session, insight_id: str, body: str) -> list[Kept]:
    """The insight's own files that a text of it names; what belongs to another is not there."""
    named = named_in(body)
    files = files_of(db, insight_id) if named else []
    return [
        Kept(one.row.id, one.file.name, one.address, one.row.width, one.row.height)
        for one in files
        if one.row.id in named
    ]


def without_names(body: str) -> str:
    """For what shows no files: what is said of them stays."""
    return _NAMED.sub(r"\1", body)


def is_shown(insight: Insight, file_id: str) -> bool:
    """By the text that others read."""
    return insight.state in _SHOWN and file_id in named_in(insight.body)


def access_file(db: Session, actor: Actor, file_id: str) -> KeptFile:
    """For its author always; for others while the text that they may read shows it."""
    found = _find(db, file_id)
    if found is None:
        raise NotFound if actor.signed_in else SignedOut
    insight = access_insight(db, actor, found.row.insight_id, Permission.INSIGHT_READ)
    if not is_shown(insight, file_id) and not writes_insight(actor, insight):
        raise NotFound if actor.signed_in else SignedOut
    return found


def _find(db: Session, file_id: str) -> KeptFile | None:
    rows = select(InsightFile, File).join(File, File.id == InsightFile.file_id)
    known = rows.where(InsightFile.id == (file_id if is_id(file_id) else ""))
    row = db.execute(known).first()
    return KeptFile(*row) if row is not None else None


def files_part(db: Session, insight_id: str, body: str) -> dict[str, Any]:
    """For the page where it is written: `wordless` are pictures of which nothing is said."""
    files = files_of(db, insight_id)
    return {"files": files, "wordless": _wordless(files, body), "kinds": ACCEPTED}


def _wordless(files: Sequence[KeptFile], body: str) -> set[str]:
    empty = set(re.findall(r"!\[\s{0,20}\]\(file:([a-z2-7]{16})", body))
    return {one.row.id for one in files if one.picture} & empty
