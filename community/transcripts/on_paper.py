"""A transcript as `transcript.typ` sets it: words and addresses, in the order of reading."""

import re
from typing import Any

from community.core.text import plural
from community.transcripts.pictures import Album
from community.transcripts.saying import plain
from community.transcripts.shape import Question, Said, TranscriptData
from community.transcripts.telling import Told, told
from community.transcripts.writing import poll_words

Laid = dict[str, Any]
# Where a word without an end may be broken: nothing that one sees or copies into an address bar.
_LONG = re.compile(r"(\S{40})(?=\S{8})")
BREAK = "\u200b"
MISSING = (
    "None of the fonts here has some of the letters in it: these stand as their numbers. "
    "The page of the transcript has them all."
)


def laid_out(data: TranscriptData, pictures: Album) -> Laid:
    facts = data.facts
    numbers = told(data.numbers, facts.began)
    when = f"{facts.began:%A} {facts.began.day} {facts.began:%B %Y}"
    hours = f"{data.clock(facts.began)} to {data.clock(facts.over)}, {facts.time_zone}"
    made = f"{data.made_at.day} {data.made_at:%B %Y}"
    return {
        "title": facts.title,
        "authors": [one.voice.name for one in data.hosts],
        "facts": [*([facts.circle] if facts.circle else []), f"{when}, {hours}"],
        "version": f"Version {data.label}, made on {made}. The current one is at",
        "address": data.address,
        "missing": False,
        "missing_words": MISSING,
        "left_out": _left_out(data, pictures),
        "introduction": _broken(plain(facts.introduction_html)),
        "hosts": [_host(data, place) for place in range(len(data.hosts))],
        "summary": _broken(plain(data.summary_html)),
        **_numbers(numbers),
        "groups": _groups(data, pictures),
        "references": [_reference(data, place) for place in range(len(facts.references))],
        "people": [one.name + (" (host)" if one.host else "") for one in data.voices],
    }


def _host(data: TranscriptData, place: int) -> str:
    host = data.hosts[place]
    handle = f"@{host.voice.handle}" if host.voice.handle else ""
    name = " ".join(filter(None, (host.voice.name, handle)))
    return ", ".join(filter(None, (name, host.role_line, host.organisation)))


def _reference(data: TranscriptData, place: int) -> Laid:
    one = data.facts.references[place]
    words = ". ".join(filter(None, (one.author, one.year, one.title)))
    return {"words": words, "address": one.address, "accessed": one.accessed}


def _numbers(numbers: Told | None) -> Laid:
    if numbers is None:
        return {"numbers": [], "answers": [], "pulse": None}
    pulse = numbers.pulse
    return {
        "numbers": [{"words": f"{n.figure} {n.words}", "means": n.means} for n in numbers.lines],
        "answers": [
            f"{plural(many, 'answer')} to question {number}" for number, many in numbers.answers
        ],
        "pulse": {
            "bars": [bar.messages for bar in pulse.bars],
            "top": pulse.top,
            "words": f"Messages by the minute. {pulse.words}",
            "caption": f"From {pulse.bars[0].clock} to {pulse.bars[-1].clock}. {pulse.words}",
        }
        if pulse
        else None,
    }


def _left_out(data: TranscriptData, pictures: Album) -> str:
    shown = {kept.key for kept in data.kept() if kept.image}
    many = len(shown - pictures.keys())
    if not many:
        return ""
    which = "One picture is" if many == 1 else f"{many} pictures are"
    return f"{which} not in this file, which has room for only so many: see the address above."


def _groups(data: TranscriptData, pictures: Album) -> list[Laid]:
    groups = []
    if data.opening:
        groups.append(_group(data, pictures, "Before the first question", data.opening))
    groups += [_question(data, pictures, one) for one in data.questions]
    if data.beside:
        heading = "Beside the questions" if data.questions else "What was said"
        groups.append(_group(data, pictures, heading, data.beside))
    return groups


def _group(data: TranscriptData, pictures: Album, heading: str, several: tuple[Said, ...]) -> Laid:
    said = [_said(data, pictures, one) for one in several]
    return {"heading": heading, "asked": None, "none": "", "said": said}


def _question(data: TranscriptData, pictures: Album, question: Question) -> Laid:
    none = "" if question.answers else "Nobody answered."
    if question.unseen:
        none = "Its answers were written unseen and not shown."
    asked = _said(data, pictures, question.said)
    said = [_said(data, pictures, one) for one in question.answers]
    return {"heading": f"Question {question.number}", "asked": asked, "none": none, "said": said}


def _said(data: TranscriptData, pictures: Album, said: Said, under: str = "") -> Laid:
    gone = "Withdrawn by whoever wrote it." if said.withdrawn else "Hidden by a host."
    marks = {"host": said.voice.host, "late": said.late, "corrected": said.corrected}
    return {
        "key": said.key,
        "link": data.link(said),
        "name": said.voice.name,
        "clock": data.clock(said.at),
        "marks": [mark for mark, there in marks.items() if there],
        "to": _to(said) if under and said.reply_to != under else None,
        "gone": said.gone,
        "words": gone if said.gone else _broken(said.words),
        "pictures": [
            {"path": pictures[kept.key].path, "wide": pictures[kept.key].wide, "alt": kept.words}
            for kept in said.files
            if kept.key in pictures
        ],
        "below": _below(said, pictures),
        "replies": [_said(data, pictures, reply, said.key) for reply in said.replies],
    }


def _to(said: Said) -> Laid:
    return {"key": said.reply_to, "words": f"to {said.reply_name or 'a message that is gone'}"}


def _below(said: Said, pictures: Album) -> list[str]:
    """What hangs on something said, each in a line."""
    words = [kept for kept in said.files if kept.key not in pictures]
    lines = [f"{'Picture' if kept.image else 'File'}: {kept.words}" for kept in words]
    if said.poll:
        voters = plural(said.poll.voters, "person", "people")
        lines.append(f"{voters} voted. {poll_words(said.poll)}")
    if said.reactions:
        lines.append("  ".join(f"{emoji} {count}" for emoji, count in said.reactions))
    return [_broken(line) for line in lines]


def _broken(words: str) -> str:
    return _LONG.sub(rf"\1{BREAK}", words)
