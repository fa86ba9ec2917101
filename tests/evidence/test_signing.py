"""What evidence says, and that nobody can change what it says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.access.policy import Visibility
from community.access.session_rules import Confidentiality
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from community.evidence import actions, codes
from community.evidence.keys import FILE, Keyring, public_keys
from community.evidence.making import file_of
from community.evidence.models import Evidence, LearningKind
from community.evidence.own_words import without_quotes
from community.evidence.sealing import NotGenuine, canonical, check, json_file, pdf_file, sign
from community.rooms.actions.change import edit, withdraw
from community.sessions.actions import hosting
from community.sessions.present import in_minutes, together
from community.transcripts.queries import my_words
from tests.doing import do
from tests.evenings import live, session_of
from tests.evidence.people import FULL, be_counted, desk_in, keys_in, over, signed
from tests.town import Evening, Meeting, Town

KEYS = Keyring([b"k" * 32])
STATEMENT = {"code": "0" * 20, "name": "Milo Ünal", "by_record": {"minutes_present": 30}}
WHOLE = json_file(canonical(STATEMENT), sign(KEYS, canonical(STATEMENT)))
SEALED = pdf_file(KEYS, b"%PDF-1.7\nwords of the evidence\n%%EOF\n", "0" * 20)


def said_by(row: Evidence) -> Any:
    return json.loads(row.payload)


def kept(row: Evidence) -> Evidence:
    with reading() as db:
        return db.get_one(Evidence, row.id)


@pytest.mark.parametrize("whole", [WHOLE, SEALED], ids=["json", "pdf"])
def test_one_changed_byte_fails_wherever_it_is(whole: bytes) -> None:
    assert check(whole, KEYS).code == "0" * 20
    for place, byte in enumerate(whole):
        for other in {byte ^ 1, byte ^ 0x20, 0x20, 0x0A} - {byte}:
            with pytest.raises(NotGenuine):
                check(whole[:place] + bytes([other]) + whole[place + 1 :], KEYS)


@pytest.mark.parametrize("whole", [WHOLE, SEALED], ids=["json", "pdf"])
def test_nothing_can_be_added_left_out_or_doubled(whole: bytes) -> None:
    for other in (whole + b"\n", b" " + whole, whole[:-1], whole[1:], whole * 2, b"", b"{}", b"[]"):
        with pytest.raises(NotGenuine):
            check(other, KEYS)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8")))
def test_whatever_is_sent_is_answered(content: bytes) -> None:
    for sent in (content, b"%PDF-" + content):
        with pytest.raises(NotGenuine):
            check(sent, KEYS)


def test_a_key_of_somebody_else_confirms_nothing() -> None:
    with pytest.raises(NotGenuine, match="not signed with a key of this community"):
        check(WHOLE, Keyring([b"o" * 32]))
    assert check(WHOLE, Keyring([b"o" * 32, b"k" * 32])).statement == STATEMENT


def test_public_keys_are_enough_and_say_nothing_more() -> None:
    lines = Keyring([b"o" * 32, b"k" * 32]).public_lines()
    assert check(WHOLE, public_keys(lines)).statement == STATEMENT
    assert check(SEALED, public_keys(lines)).code == "0" * 20
    for bad in ("", "hello", lines.replace("comentor", "other"), lines[:-10], lines[:30]):
        with pytest.raises(Refused):
            public_keys(bad)


def test_a_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    first, again = keys_in(tmp_path), keys_in(tmp_path)
    assert first.public_lines() == again.public_lines()
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_a_new_key_signs_and_the_old_one_is_still_checked_by(tmp_path: Path) -> None:
    old = json_file(canonical(STATEMENT), sign(keys_in(tmp_path), canonical(STATEMENT)))
    (tmp_path / "new").mkdir()
    keys_in(tmp_path / "new")
    lines = (tmp_path / "new" / FILE).read_text() + (tmp_path / FILE).read_text()
    (tmp_path / FILE).write_text(lines)
    rotated = keys_in(tmp_path)
    assert check(old, rotated).key_id != sign(rotated, "x").key_id


def test_it_has_ones_own_words_and_nobody_elses(town: Town, tmp_path: Path) -> None:
    evening = over(town)
    do(town.milo, actions.reflect, evening.id, FULL)
    row = signed(town.milo, evening, tmp_path)
    said = said_by(row)
    assert [one["words"] for one in said["words"]] == ["I warm it in water.", "How slowly?"]
    assert said["name"] == "Milo"
    assert said["by_record"] == {"minutes_present": 30, "messages": 2, "questions": 0}
    assert said["by_own_account"]["minutes"] == 45
    assert said["by_own_account"]["surprised"] == "That warm water is enough."
    assert "HANA" not in row.payload
    assert "Hana" not in row.payload
    assert said["address"] == f"https://learn.example.org/verify/{row.code}"


def test_the_file_of_it_is_genuine_by_the_public_keys_alone(town: Town, tmp_path: Path) -> None:
    evening = over(town)
    row = signed(town.milo, evening, tmp_path)
    desk = desk_in(tmp_path)
    signature = actions.signature_of(row)
    for kind in ("json", "pdf"):
        made = file_of(row.payload, signature, kind, desk.keys)
        assert check(made.content, public_keys(desk.keys.public_lines())).code == row.code
        assert made.name.endswith(f"splints-that-children-keep-on.{kind}")


def test_signing_twice_gives_the_same_until_something_changes(town: Town, tmp_path: Path) -> None:
    evening = over(town)
    first = signed(town.milo, evening, tmp_path)
    assert signed(town.milo, evening, tmp_path).code == first.code
    do(town.milo, actions.reflect, evening.id, FULL)
    second = signed(town.milo, evening, tmp_path)
    assert second.code != first.code
    assert kept(first).withdrawn_at is None


@pytest.mark.parametrize("how", ["withdraw", "correct"])
def test_words_that_are_taken_back_go_from_what_was_signed(
    town: Town, tmp_path: Path, how: str
) -> None:
    evening = over(town)
    row, other = signed(town.milo, evening, tmp_path), signed(town.hana, evening, tmp_path)
    with reading() as db:
        item = my_words(db, town.milo.actor, session_of(evening))[0].id
    if how == "withdraw":
        do(town.milo, withdraw, item)
    else:
        do(town.milo, edit, item, "I warm it in oil.")
    assert kept(row).withdrawn_at is not None
    assert kept(row).payload == ""
    assert kept(other).withdrawn_at is None
    assert "in water" not in signed(town.milo, evening, tmp_path).payload


def test_a_session_without_names_gives_no_key_to_its_transcript(town: Town, tmp_path: Path) -> None:
    evening = over(town, confidentiality=Confidentiality.NO_NAMES)
    row = signed(town.milo, evening, tmp_path)
    said = said_by(row)
    assert said["words"] == []
    # How many messages is nearly a name: few voices have written as many.
    assert said["by_record"] == {"minutes_present": 30}
    assert file_of(row.payload, actions.signature_of(row), "pdf", keys_in(tmp_path)).content


def test_who_came_by_the_link_of_one_session_reaches_no_evidence_of_another(
    town: Town, tmp_path: Path
) -> None:
    evening, other = over(town), over(town)
    code = signed(town.milo, evening, tmp_path).code
    there, elsewhere = (replace(town.milo.actor, only=one.id) for one in (evening, other))
    with reading() as db:
        assert actions.own_evidence(db, there, code).code == code
        with pytest.raises(NotFound):
            actions.own_evidence(db, elsewhere, code)


def test_a_hidden_circle_is_not_named(town: Town, tmp_path: Path) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="SECRET-CIRCLE")
    evening = live_in(town, where)
    assert "SECRET-CIRCLE" not in signed(town.milo, evening, tmp_path).payload


def live_in(town: Town, where: Meeting) -> Evening:
    evening = town.session(where, starts_in=0)
    town.come(town.milo, evening)
    do(town.hana, hosting.start, evening.id)
    do(town.hana, hosting.end, evening.id)
    return evening


def test_only_who_was_there_signs_and_only_when_it_is_over(town: Town, tmp_path: Path) -> None:
    evening = live(town, town.milo)
    with pytest.raises(Refused):
        signed(town.milo, evening, tmp_path)
    with pytest.raises(Refused):
        do(town.milo, actions.reflect, evening.id, FULL)
    finished = over(town)
    with pytest.raises((Forbidden, NotFound)):
        signed(town.otto, finished, tmp_path)


def test_nobody_takes_back_what_is_somebody_elses(town: Town, tmp_path: Path) -> None:
    row = signed(town.milo, over(town), tmp_path)
    for code in (row.code, "0" * 20, "", "é"):
        with pytest.raises(NotFound):
            do(town.hana, actions.take_back, code)
    do(town.milo, actions.take_back, codes.shown(row.code).lower())
    assert kept(row).payload == ""


def test_a_reflection_is_one_per_session_and_is_kept_within_bounds(town: Town) -> None:
    evening = over(town)
    for minutes in (-1, 1441):
        with pytest.raises(Invalid):
            do(town.milo, actions.reflect, evening.id, actions.Reflected(FULL.kind, minutes))
    long = actions.Reflected(FULL.kind, 5, {"ideas": "x" * 4001})
    with pytest.raises(Invalid):
        do(town.milo, actions.reflect, evening.id, long)
    do(town.milo, actions.reflect, evening.id, FULL)
    do(town.milo, actions.reflect, evening.id, actions.Reflected(LearningKind.READING, 20))


def test_time_in_two_windows_counts_once(town: Town, tmp_path: Path) -> None:
    evening = over(town)
    be_counted(town.milo, evening, 10, 40)
    be_counted(town.milo, evening, 50, 90)
    said = said_by(signed(town.milo, evening, tmp_path))
    assert said["by_record"]["minutes_present"] == 50


START = datetime(2026, 5, 24, 18, tzinfo=UTC)
MINUTES = st.integers(-30, 90)


@given(st.lists(st.tuples(MINUTES, MINUTES)))
def test_minutes_present_are_those_in_which_anybody_could_have_seen_them(
    stays: list[tuple[int, int]],
) -> None:
    within = START, START + timedelta(minutes=60)
    spans = [(START + timedelta(minutes=a), START + timedelta(minutes=b)) for a, b in stays]
    minutes = {minute for a, b in stays for minute in range(a, b) if 0 <= minute < 60}
    assert in_minutes(together(spans, within)) == len(minutes)


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("> theirs\n\nmine", "mine"),
        ("mine\n> theirs\nand theirs without a mark\n\nmine again", "mine\n\nmine again"),
        ("> theirs", ""),
        ("- > theirs", ""),
        ("5 > 3 is mine", "5 > 3 is mine"),
        ("mine", "mine"),
    ],
)
def test_what_is_quoted_is_not_ones_own(body: str, own: str) -> None:
    assert without_quotes(body) == own


@given(st.text())
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    code = codes.new_code()
    assert codes.typed(f" {codes.shown(code).lower()} ") == code
    known = codes.typed(text)
    assert known is None or codes.typed(codes.shown(known)) == known
