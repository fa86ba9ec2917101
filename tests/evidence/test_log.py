"""The log of many sessions: signed, taken away, checked, and nobody else's."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from community.access.policy import Visibility
from community.circles.models import Circle
from community.cli import comentor
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.evidence.actions import reflect, signature_of
from community.evidence.log import sign_log
from community.evidence.making import file_of
from community.evidence.models import Evidence
from community.evidence.sealing import check
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.doing import do
from tests.evidence.people import FULL, desk_in, keys_in, over
from tests.town import Evening, Person, Town


def signed_log(who: Person, folder: Path) -> Evidence:
    return do(who, sign_log, None, None, desk_in(folder))


def said_by(row: Evidence) -> Any:
    return json.loads(row.payload)["log"]


def day_of(evening: Evening) -> str:
    with reading() as db:
        session = db.get_one(HostedSession, evening.id)
        assert session.started_at is not None
        return str(session.started_at.astimezone(session.zone).date())


def test_a_log_has_each_session_with_its_minutes_and_the_totals(town: Town, tmp_path: Path) -> None:
    first, second = over(town), over(town)
    do(town.milo, reflect, second.id, FULL)
    row = signed_log(town.milo, tmp_path)
    log = said_by(row)
    assert sorted(one["minutes"] for one in log["sessions"]) == [30, 45]
    assert log["participatory_minutes"] == 75
    assert {one["day"] for one in log["sessions"]} == {day_of(first), day_of(second)}
    assert "HANA-WORDS" not in row.payload
    assert signed_log(town.milo, tmp_path).code == row.code


def test_a_log_is_a_genuine_file_in_both_kinds(town: Town, tmp_path: Path) -> None:
    over(town)
    row = signed_log(town.milo, tmp_path)
    ring = keys_in(tmp_path)
    for kind in ("json", "pdf"):
        made = file_of(row.payload, signature_of(row), kind, ring)
        assert check(made.content, ring).code == row.code
        assert made.name.startswith("learning-")


def test_the_command_says_what_a_genuine_log_says(town: Town, tmp_path: Path) -> None:
    over(town)
    row, ring = signed_log(town.milo, tmp_path), keys_in(tmp_path)
    file, keys = tmp_path / "log.json", tmp_path / "keys.txt"
    file.write_bytes(file_of(row.payload, signature_of(row), "json", ring).content)
    keys.write_text(ring.public_lines())
    told = CliRunner().invoke(comentor, ["verify", str(file), "--keys", str(keys)])
    assert told.exit_code == 0, told.output
    assert "Genuine" in told.output
    assert f"Milo: 1 session, {said_by(row)['since']} to " in told.output


def test_a_hidden_circle_is_not_named_in_it(town: Town, tmp_path: Path) -> None:
    evening = over(town)
    assert said_by(signed_log(town.milo, tmp_path))["sessions"][0]["circle"] == "Splinting"
    with transaction() as db:
        db.get_one(Circle, evening.circle_id).visibility = Visibility.HIDDEN
    assert said_by(signed_log(town.milo, tmp_path))["sessions"][0]["circle"] == ""


def test_who_was_in_no_session_has_nothing_to_sign(town: Town, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing in this period"):
        signed_log(town.otto, tmp_path)


def test_the_page_signs_the_log_shows_it_and_takes_it_back(town: Town, browsing: Browsing) -> None:
    over(town)
    milo, otto, anybody = browsing.by(town.milo), browsing.by(town.otto), browsing.by()
    assert milo.post("/learning/sign").status_code == 302
    with reading() as db:
        code = db.scalars(select(Evidence.code)).one()
    assert code[:5] in milo.get("/learning").text
    assert milo.get(f"/learning/{code}.json").status_code == 200
    assert otto.get(f"/learning/{code}.json").status_code == 404
    assert otto.post(f"/learning/{code}/take-back").status_code == 404
    assert "30 min participatory" in anybody.get(f"/verify/{code}").text
    milo.post(f"/learning/{code}/take-back")
    assert "does not hold any more" in anybody.get(f"/verify/{code}").text
