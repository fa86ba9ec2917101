"""What each column that can hold words means to the search. Whoever adds a column says it here."""

from enum import StrEnum

from sqlalchemy import JSON, Column, Enum, String

from community.core.database import Base
from community.core.ids import ID_LENGTH


class Found(StrEnum):
    ALL = "by every member"
    SOME = "by those who may see it"
    NOBODY = "by nobody, its writer included"
    NO_WORDS = "not what somebody wrote: keys, hashes, names of ours"


A, S, N, X = Found.ALL, Found.SOME, Found.NOBODY, Found.NO_WORDS

COLUMNS: dict[str, dict[str, Found]] = {
    "ask_answers": {"client_key": X, "body": N},
    "asks": {"client_key": X, "body": N},
    "bookmarks": {"note": N},
    "choices": {"key": X, "value": N},
    "circles": {
        **{"name": S, "purpose": S, "rhythm": S, "reach": S},
        **{"agreement": N, "join_questions": N, "source_key": X},
    },
    "comings": {"remind_before": X},
    "evidence": {"code": X, "payload": N, "signature": X, "key_id": X},
    "files": {"name": S, "media_type": X},
    "former_names": {"name": N, "handle": N},
    "free_counts": {"counts": X},
    "free_times": {"time_zone": X},
    "host_acts": {"reason": N},
    "host_feedback": {"body": N},
    "host_offers": {
        **{"title": N, "introduction": N, "questions": N, "reply": N},
        **{"dates": X, "time_zone": X},
    },
    "hosted_sessions": {
        **{"title": S, "introduction": S},
        **{"references": N, "video_link": N, "address": N, "why_cancelled": N, "summary": N},
        **{"time_zone": X, "source_key": X},
    },
    "imported_chats": {"source_key": X, "given": N},
    "insight_comments": {"client_key": X, "body": N},
    "insight_drafts": {"title": N, "body": N, "references": N, "shown": N},
    "insight_revisions": {"title": N, "body": N, "references": N},
    "insights": {"title": S, "body": S, "references": N, "why": N},
    "invitations": {"token_hash": X, "email": N, "name": N},
    "items": {"client_key": X, "body": S, "mentions": X},
    "attachments": {"words": S},
    "join_answers": {"question": N, "answer": N},
    "kept_letters": {"to": N, "subject": N, "text": N, "html": N},
    "known_hits": {"key": X},
    "materials": {"title": N, "address": N},
    "members": {
        **{"handle": A, "name": A, "role_line": A, "about": S, "email": N},
        **{"password_hash": X, "source_key": X, "answers_within": X},
    },
    "notices": {"cause": X},
    "offers": {"called": S, "words": S, "evidence": S},
    "one_time_links": {"id": X, "email": N},
    "outbox": {"name": X, "payload": X, "error": N},
    "passes": {"email": N, "browser": N},
    "planned_questions": {"body": N},
    "poll_options": {"text": S},
    "poll_voters": {"members": X},
    "polls": {"outcome": N},
    "profiles": {
        **{"organisation": S, "site": S, "stage": S, "languages": S, "forms": S},
        **{"links": N, "training": N, "time_zone": X, "sights": X, "remind_before": X},
    },
    "reactions": {"emoji": X},
    "recent_searches": {"key": X, "words": N},
    "reflections": {"relevant": N, "surprised": N, "ideas": N, "valuable": N},
    "rooms": {"name": N, "people": X, "timer_name": N, "band": N, "brings_back": N},
    "saved_searches": {"name": N, "words": N, "kind": X, "asked_of": X},
    "search_changes": {"key": X},
    "series": {"rule": X},
    "session_comments": {"client_key": X, "body": N},
    "sign_in_tries": {"key": X},
    "sign_ins": {"id": X, "browser": N},
    "sign_ups": {"token_hash": X, "name": N, "email": N, "password_hash": X, "message": N},
    "skill_names": {"key": X, "name": S},
    "skills": {"name": S, "key": X, "about": S},
    "stars": {"note": N},
    "takeaways": {"body": N},
    "thanks": {"words": N},
    "transcript_files": {"name": X},
    "transcripts": {"digest": X, "numbers": X},
    "wishes": {"called": S, "words": S, "evidence": S},
}


def with_words() -> dict[str, dict[str, "Column[object]"]]:
    """By table the columns that can hold words, of those that exist now."""
    found: dict[str, dict[str, Column[object]]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _can_hold_words(column):
                found.setdefault(table.name, {})[column.name] = column
    return found


def _can_hold_words(column: "Column[object]") -> bool:
    """Ids do not, and neither do the few words of an enumeration."""
    kind = column.type
    if isinstance(kind, Enum) or column.foreign_keys:
        return False
    if isinstance(kind, String) and kind.length == ID_LENGTH:
        return not column.name.endswith("id")
    return isinstance(kind, (String, JSON))
