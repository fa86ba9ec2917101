"""Chats that came from elsewhere: every line is found by its own rare words, at its place."""

import re
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from community.core.transaction import reading
from community.discovery.queries import PAGE, Asked, ask_index
from community.importing.chats import import_chats
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.discovery.conftest import Finding
from tests.importing.test_chats import chat, write
from tests.town import Town

_numbers = count(1)
LINES = 12


def rare() -> str:
    """A word that stands in one line alone."""
    return "qu" + "".join("abcdefghij"[int(sign)] for sign in f"{next(_numbers):05}") + "x"


def made(number: int, skills: list[str]) -> dict[str, Any]:
    """A chat in which each line, and each question that was prepared, has a word of its own."""
    questions = [f"What of {rare()} and splints?" for _ in range(2)]
    lines = [["17:00:00", "Berta Holm", "#startmeeting"]]
    for place in range(LINES):
        asked = place in (2, 7)
        who = "Berta Holm" if asked else ("Carl", "Dora")[place % 2]
        said = questions[place == 7] if asked else f"We tried **{rare()}** with `{rare()}()` twice."
        lines.append([f"17:{place + 1:02}:00", who, said])
    lines.append(["18:00:00", "Berta Holm", "#endmeeting"])
    ways = {"id": f"chat-{number}", "title": f"Evening {number}", "date": f"2020-0{number}-07"}
    return chat(**ways, skills=skills, questions=questions, messages=lines)


def test_every_line_is_found_by_its_own_word_and_opens_at_its_place(
    browsing: Browsing, finding: Finding, town: Town, tmp_path: Path
) -> None:
    chats = [made(1, ["splinting", "C#"]), made(2, ["splinting"])]
    report = import_chats(write(tmp_path, *chats))
    assert not report.broken
    with reading() as db:
        ids = {one.title: one.id for one in db.scalars(select(HostedSession))}
    otto = browsing.by(town.otto)

    for one in chats:
        page = otto.get(f"/sessions/{ids[one['title']]}/transcript").text
        parts = dict(re.findall(r' id="(m\d+)"(.*?)(?= id="m\d|</main>)', page, re.DOTALL))
        lines = [said for _, _, said in one["messages"] if not said.startswith("#")]
        assert len(lines) == LINES
        for line in lines:
            for word in re.findall(r"\bqu[a-j]{5}x\b", line):
                found = finding.names(town.otto, word)
                assert len(found) == 1, word
                title, _, anchor = found[0].partition("#")
                assert title == one["title"]
                assert word in parts[anchor]


def test_skills_are_counted_over_sessions_and_all_that_was_said(
    finding: Finding, town: Town, tmp_path: Path
) -> None:
    import_chats(write(tmp_path, made(1, ["splinting", "C#"]), made(2, ["splinting"])))
    finding.follow()

    for kind, each in (("session", 1), ("message", LINES + 2)):
        asked = Asked("kind:" + kind)
        results, counts = ask_index(finding.index, town.otto.actor, asked)
        assert counts["skill"] == {"splinting": 2 * each, "C#": each}
        assert results.total == 2 * each
        assert len(results.hits) == min(PAGE, results.total)
        assert counts["month"] == {"2020-01": each, "2020-02": each}
