"""A transcript as a table and as JSON. Both name messages and people by their keys."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from community.core.tables import Row, written
from community.transcripts.shape import Kept, PollSums, Question, Said, TranscriptData, Voice

FORMAT = "comentor-transcript/1"
COLUMNS = (
    *("message", "question", "kind", "time (UTC)", "time there", "name", "handle", "host"),
    *("answers", "words", "late", "corrected", "withdrawn", "hidden", "reactions"),
    *("pictures and files", "poll", "link"),
)
Plain = dict[str, Any]


def as_csv(data: TranscriptData) -> str:
    """A line for everything said, in its order; no cell of it runs in a spreadsheet."""
    return "".join(written(_rows(data)))


def _rows(data: TranscriptData) -> Iterator[Row]:
    yield COLUMNS
    numbers = _numbers(data)
    for said in data.entries():
        yield (
            *(said.key, numbers.get(said.key, ""), said.kind.value, moment(said.at)),
            *(data.clock(said.at), said.voice.name, said.voice.handle, _yes(said.voice.host)),
            *(said.reply_to, said.body, _yes(said.late), _yes(said.corrected)),
            *(_yes(said.withdrawn), _yes(said.hidden)),
            " ".join(f"{emoji} {count}" for emoji, count in said.reactions),
            "; ".join(kept.words for kept in said.files),
            poll_words(said.poll) if said.poll else "",
            data.link(said),
        )


def _numbers(data: TranscriptData) -> dict[str, int]:
    """By key: the number of the question that something is, answers, or stands under."""
    found: dict[str, int] = {}
    for question in data.questions:
        for said in (question.said, *question.answers):
            found |= {one.key: question.number for one in (said, *said.replies)}
    return found


def poll_words(poll: PollSums) -> str:
    lines = (f"{o.text}: {'–' if o.votes is None else o.votes}" for o in poll.lines)
    return "; ".join(filter(None, (*lines, poll.outcome)))


def as_json(data: TranscriptData) -> str:
    return json.dumps(plain(data), ensure_ascii=False, indent=1)


def plain(data: TranscriptData) -> Plain:
    facts = data.facts
    return {
        "format": FORMAT,
        "session": {
            "title": facts.title,
            "circle": facts.circle,
            "began": moment(facts.began),
            "ended": moment(facts.over),
            "time_zone": facts.time_zone,
            "confidentiality": facts.confidentiality.value,
            "introduction": facts.introduction,
            "references": [vars(one) for one in facts.references],
        },
        "version": data.number,
        "revision": data.revision,
        "made": moment(data.made_at),
        "address": data.address,
        "hosts": [
            {**_voice(one.voice), "role": one.role_line, "organisation": one.organisation}
            for one in data.hosts
        ],
        "people": [_voice(voice) for voice in data.voices],
        "summary": data.summary,
        "opening": _several(data, data.opening),
        "questions": [_question(data, one) for one in data.questions],
        "beside": _several(data, data.beside),
        "numbers": data.numbers,
    }


def _question(data: TranscriptData, question: Question) -> Plain:
    return {
        "number": question.number,
        "asked": _said(data, question.said),
        "answers_never_shown": question.unseen,
        "answers": _several(data, question.answers),
    }


def _several(data: TranscriptData, several: tuple[Said, ...]) -> list[Plain]:
    return [_said(data, one) for one in several]


def _said(data: TranscriptData, said: Said) -> Plain:
    return {
        "key": said.key,
        "link": data.link(said),
        "kind": said.kind.value,
        "at": moment(said.at),
        "by": _voice(said.voice),
        "words": said.body,
        "late": said.late,
        "corrected": said.corrected,
        "withdrawn": said.withdrawn,
        "hidden": said.hidden,
        "reply_to": said.reply_to or None,
        "reactions": dict(said.reactions),
        "files": [_kept(data, kept) for kept in said.files],
        "poll": _poll(said.poll) if said.poll else None,
        "replies": _several(data, said.replies),
    }


def _kept(data: TranscriptData, kept: Kept) -> Plain:
    link = data.base() + data.way_to(kept) if kept.key else None
    return {"words": kept.words, "image": kept.image, "link": link}


def _poll(poll: PollSums) -> Plain:
    lines = [{"text": line.text, "votes": line.votes} for line in poll.lines]
    return {"voters": poll.voters, "options": lines, "outcome": poll.outcome}


def _voice(voice: Voice) -> Plain:
    return {"key": voice.key, "name": voice.name, "handle": voice.handle, "host": voice.host}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _yes(mark: bool) -> str:
    return "yes" if mark else ""
