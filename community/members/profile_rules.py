"""Decisions about what members say of themselves that need no database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from community.core import clock
from community.core.errors import Invalid
from community.core.text import fold, tidy_line

LINE_MOST = {"organisation": 120, "site": 120, "stage": 80}
LANGUAGES_MOST, LANGUAGE_MOST = 8, 24
CAPACITIES = {"0": "Nobody now", "1": "One person", "2": "Two people", "3": "Three people"}
TRAINING_MOST = 120
LINKS_MOST, LABEL_MOST, ADDRESS_MOST = 5, 40, 300
AWAY_MOST = timedelta(days=366)
# The ways of meeting, by the names that are kept.
FORMS = {"face": "Face to face", "video": "Video", "phone": "Phone", "text": "Text"}
_HOST = re.compile(r"[^\s/?#@\\:\[\]]+\.[^\s/?#@\\:\[\].]{2,}(?::\d{1,5})?")


@dataclass(frozen=True)
class Link:
    label: str
    address: str

    @property
    def host(self) -> str:
        """Where it leads, whatever its label says."""
        return urlsplit(self.address).hostname or ""


def _refuse(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, **{field: sentence})


def tidy_short(field: str, text: str) -> str:
    """Organisation, site or stage."""
    line, most = tidy_line(text), LINE_MOST[field]
    if len(line) > most:
        raise _refuse(field, f"At most {most} characters, please; this has {len(line)}.")
    return line


def tidy_languages(text: str) -> str:
    """`English, Deutsch`: each once, in the order given."""
    by_key = {fold(word): word for word in map(tidy_line, re.split(r"[,;\n]", text)) if word}
    languages = list(by_key.values())
    if len(languages) > LANGUAGES_MOST:
        raise _refuse("languages", f"At most {LANGUAGES_MOST} languages, please.")
    if any(len(language) > LANGUAGE_MOST for language in languages):
        raise _refuse("languages", "Please put a comma between languages: English, Polish.")
    return ", ".join(languages)


@cache
def time_zones() -> tuple[str, ...]:
    """The places by whose clock somebody may live, such as `Europe/London`."""
    places = (zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    kept = (z for z in places if not z.startswith(("Etc/", "SystemV/", "US/", "posix", "right")))
    return tuple(sorted(kept))


@cache
def _zones_by_key() -> dict[str, str]:
    """By the whole name, and by the city where there is only one of that name."""
    by_key: dict[str, str] = {}
    for zone in time_zones():
        by_key.setdefault(fold(zone.rpartition("/")[2]), zone)
    return by_key | {fold(zone): zone for zone in time_zones()}


def tidy_time_zone(text: str) -> str:
    """A name of the list, also typed as `london` or `Europe / London`."""
    typed = re.sub(r"\s*/\s*", "/", tidy_line(text)).replace(" ", "_")
    if not typed:
        return ""
    zone = _zones_by_key().get(fold(typed))
    if zone is None:
        sentence = "We do not know this place. Please choose one from the list, as Europe/London."
        raise _refuse("time_zone", sentence)
    return zone


def clock_there(time_zone: str) -> str:
    """The time of day there, as `14:05`; empty where no place is given, or none we know."""
    if time_zone not in time_zones():
        return ""
    return f"{clock.now().astimezone(ZoneInfo(time_zone)):%H:%M}"


def tidy_links(given: Iterable[tuple[str, str]]) -> list[Link]:
    """Those that have an address, each with a label; raises `Invalid` naming the first bad one."""
    links = [_tidy_link(label, address) for label, address in given if tidy_line(address)]
    if len(links) > LINKS_MOST:
        raise _refuse("links", f"At most {LINKS_MOST} links, please.")
    return links


def _tidy_link(label: str, address: str) -> Link:
    address, label = tidy_line(address), tidy_line(label)
    if "://" not in address and "@" not in address:
        address = f"https://{address}"
    if len(address) > ADDRESS_MOST or not _leads_somewhere(address):
        raise _refuse(
            "links",
            f"“{address[:60]}” does not look like an address of a page; "
            "one looks like https://example.org.",
        )
    if len(label) > LABEL_MOST:
        raise _refuse("links", f"A link's name has at most {LABEL_MOST} characters.")
    return Link(label or urlsplit(address).hostname or address, address)


def _leads_somewhere(address: str) -> bool:
    """http or https, a host with a dot, and neither a name nor a password before it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = not any(ord(sign) <= 32 or sign in "\\<>\"'`" for sign in address)
    return plain and parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.netloc))


def tidy_forms(given: Sequence[str]) -> list[str]:
    """In the order of `FORMS`."""
    if set(given) - FORMS.keys():
        raise _refuse("forms", "Please choose from the list.")
    return [form for form in FORMS if form in given]


def tidy_capacity(text: str) -> int | None:
    """How many people somebody would accompany one to one; None when they do not say."""
    typed = text.strip()
    if not typed:
        return None
    if typed not in CAPACITIES:
        raise _refuse("capacity", "Please choose from the list.")
    return int(typed)


def tidy_training(training: str, day: str) -> tuple[str, date | None]:
    """What the training in mentoring was, and when; neither is ever needed."""
    line, typed = tidy_line(training), day.strip()
    if len(line) > TRAINING_MOST:
        raise _refuse("training", f"At most {TRAINING_MOST} characters, please.")
    if not typed:
        return line, None
    trained_on = _day(typed, "trained_on")
    if not line:
        raise _refuse("training", "Please say what the training was, or leave the day empty.")
    if trained_on > today():
        raise _refuse("trained_on", "This day is still to come.")
    return line, trained_on


def today() -> date:
    return clock.now().astimezone(UTC).date()


def tidy_away(text: str) -> date | None:
    """The last day away; None when it was left empty."""
    typed = text.strip()
    if not typed:
        return None
    last = _day(typed, "away_until")
    if last < today():
        raise _refuse("away_until", "This day is over already.")
    if last > today() + AWAY_MOST:
        raise _refuse("away_until", "At most a year, please.")
    return last


def _day(typed: str, field: str) -> date:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise _refuse(field, "Please give a day, as 2026-12-24.") from None
