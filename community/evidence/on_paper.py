"""A statement as `evidence.typ` sets it."""

from datetime import datetime
from importlib.resources import files as resources
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import segno

from community.core.markdown import to_html
from community.core.text import plural
from community.evidence import codes
from community.transcripts.on_paper import MISSING
from community.transcripts.pdf import typeset
from community.transcripts.saying import plain

Plain = dict[str, Any]
Row = list[tuple[int, int]]
PROMPTS = {
    "relevant": "Why it was relevant",
    "surprised": "What surprised",
    "ideas": "Ideas for practice",
    "valuable": "Why it was valuable",
}
HOW = (
    "The last line of this file is a signature over every byte before it: comentor verify FILE "
    "checks it without any server. Somebody who took their evidence back says so under its code."
)


def pdf_of(statement: Plain) -> bytes:
    template = (resources("community.evidence") / "evidence.typ").read_bytes()
    return typeset(template, laid_out(statement))


def laid_out(statement: Plain) -> Plain:
    """What both kinds have in common, and what is only of one."""
    about = _log(statement) if "log" in statement else _session(statement)
    return {
        "name": statement["name"],
        "code": codes.shown(statement["code"]),
        "address": statement["address"],
        "squares": squares(statement["address"]),
        "how": HOW,
        "missing": False,
        "missing_words": MISSING.replace("page of the transcript", "JSON file"),
        **about,
    }


def _log(statement: Plain) -> Plain:
    log = statement["log"]
    hours = ("participatory", "reading")
    since, until, issued = (
        _day(datetime.fromisoformat(one))
        for one in (log["since"], log["until"], statement["issued"])
    )
    return {
        "title": "A log of learning",
        "facts": [statement["community"], f"{since} to {until}", f"Signed on {issued}"],
        "record_title": "Sessions, with the minutes as they count them",
        "record": [
            {"words": plural(log[f"{one}_minutes"], "minute"), "means": f"{one}, in all"}
            for one in hours
        ]
        + [_log_line(one) for one in log["sessions"]],
        "account": [],
        "words": [],
    }


def _log_line(one: Plain) -> Plain:
    day = _day(datetime.fromisoformat(one["day"]))
    about = ", in ".join(filter(None, (one["title"], one["circle"])))
    counted = f"{plural(one['minutes'], 'minute')} {one['kind']}"
    there = f"{plural(one['minutes_present'], 'minute')} there by the record"
    return {"words": day, "means": f"{about}: {counted}, {there}"}


def _session(statement: Plain) -> Plain:
    session = statement["session"]
    zone = ZoneInfo(session["time_zone"])
    began, ended = (_moment(session[one], zone) for one in ("began", "ended"))
    when = f"{began:%A} {began.day} {began:%B %Y}, {began:%H:%M} to {ended:%H:%M}, {zone.key}"
    said = statement["by_record"]
    record = [{"words": "There", "means": plural(said["minutes_present"], "minute")}]
    if "messages" in said:  # not of a session without names
        wrote = plural(said["messages"] + said["questions"], "message")
        record.append({"words": "Wrote", "means": wrote})
    return {
        "title": "Evidence of learning",
        "facts": [
            *filter(None, (session["title"], session["circle"], statement["community"], when)),
            f"Signed on {_day(_moment(statement['issued'], zone))}",
        ],
        "record_title": "By the community’s record",
        "record": record,
        "account": _account(statement["by_own_account"]),
        "words": [
            {"at": f"{_moment(one['at'], zone):%H:%M}", "words": plain(to_html(one["words"]))}
            for one in statement["words"]
        ],
    }


def _account(account: Plain | None) -> list[Plain]:
    if account is None:
        return []
    counted = f"{plural(account['minutes'], 'minute')}, {account['kind']}"
    answers = [{"words": words, "means": account[name]} for name, words in PROMPTS.items()]
    return [{"words": "Counted as", "means": counted}, *(one for one in answers if one["means"])]


def squares(address: str) -> list[Row]:
    """Of a QR code, in each line where what is dark begins and how far it goes."""
    return [_runs(row) for row in segno.make(address, error="m", micro=False).matrix]


def _runs(row: bytearray) -> Row:
    runs, place = [], 0
    for dark, several in groupby(row):
        wide = len(list(several))
        if dark:
            runs.append((place, wide))
        place += wide
    return runs


def _moment(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
