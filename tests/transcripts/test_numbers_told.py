"""The numbers as they are told: on pages, by the command, in bars."""

import signal
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from community.cli import comentor
from community.core.transaction import transaction
from community.transcripts.models import Transcript
from community.transcripts.telling import told
from tests.asked import answer, ask
from tests.browsing import Browsing
from tests.town import Town
from tests.transcripts.counted import MINUTE, lasted, said_at, stay
from tests.transcripts.evenings import end, held, make


def test_the_command_shows_numbers_and_finds_out_what_was_tampered_with(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    make()
    monkeypatch.setattr("community.core.transaction.connect", lambda address: None)
    run = CliRunner().invoke
    shown = run(comentor, ["numbers", evening.id])
    assert (shown.exit_code, "messages    1" in shown.output) == (0, True)
    proved = run(comentor, ["numbers", evening.id, "--recompute"])
    assert (proved.exit_code, "Every number is what" in proved.output) == (0, True)
    with transaction() as db:
        row = db.scalars(select(Transcript)).one()
        row.numbers = row.numbers | {"messages": 2_200_000}
    found_out = run(comentor, ["numbers", evening.id, "--recompute"])
    assert found_out.exit_code == 1
    assert "messages    2200000   WRONG: the stored facts say 1" in found_out.output
    assert run(comentor, ["numbers", "nothing"]).exit_code == 1


def test_the_command_that_makes_them_says_when_there_is_nothing_to_make(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = held(town, town.milo)
    end(evening)
    monkeypatch.setattr("community.core.transaction.connect", lambda address: None)
    run = CliRunner().invoke
    unknown = run(comentor, ["transcripts", "nothing"])
    assert (unknown.exit_code, str(unknown.exception)) == (
        1,
        "There is no session with this id that has a transcript.",
    )
    assert "Made 1 transcript" in run(comentor, ["transcripts", evening.id]).output
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)  # nobody is ended later


def test_whoever_reads_the_transcript_reads_its_numbers_and_what_they_mean(
    town: Town, browsing: Browsing
) -> None:
    evening = held(town, town.milo)
    ask(evening)
    items = [answer(town.milo, evening, f"Word {turn}") for turn in range(3)]
    end(evening)
    began = lasted(evening, 10 * MINUTE)
    for item in items:
        said_at(item.id, began + 4 * MINUTE)
    stay(town.hana, evening, began, began + 10 * MINUTE)
    make()
    milo = browsing.by(town.milo)
    for address in (f"/sessions/{evening.id}/transcript", f"/sessions/{evening.id}"):
        page = milo.get(address).text
        assert '<b class="numbers__figure">4</b> messages' in page
        assert "counted from who was there, not estimated" in page
        assert page.count("<rect ") == 2  # the minute of the answers, that of the question
        assert f"Most in one minute: 3 messages, at {london(began + 4 * MINUTE)}." in page
        assert f'<th scope="row">{london(began)}</th><td>0</td>' in page
        assert "style=" not in page
    assert '<b class="numbers__figure">1</b> reader since' in milo.get(address).text


def london(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo('Europe/London')):%H:%M}"


def test_a_session_without_words_has_no_pulse(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    end(evening)
    make()
    page = browsing.by(town.milo).get(f"/sessions/{evening.id}/transcript").text
    assert '<b class="numbers__figure">0</b> messages' in page
    assert "pulse" not in page


@given(st.lists(st.integers(0, 9), max_size=3_000).filter(any))
def test_every_message_is_in_one_bar_of_the_pulse_and_there_are_not_too_many(
    each: list[int],
) -> None:
    numbers = dict.fromkeys(["present", "wrote", "messages", "questions", "reactions"], 0)
    rest = {"answers": [], "deliveries": None, "spread": 0, "late": 0, "pulse": each}
    found = told({**numbers, **rest}, datetime(2026, 5, 24, 19, 0, tzinfo=UTC))
    assert found is not None
    assert found.pulse is not None
    assert sum(bar.messages for bar in found.pulse.bars) == sum(each)
    assert len(found.pulse.bars) <= 180
