"""One's own record on pages, and what anybody learns who checks it."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from community.access.session_rules import Confidentiality
from community.cli import comentor
from community.core.limits import Budget
from community.core.transaction import reading, transaction
from community.evidence import codes, sealing
from community.evidence.models import Evidence
from community.evidence.views import files
from community.sessions.models import HostedSession
from community.settings import Settings
from tests.browsing import Browsing, Visitor
from tests.evenings import live
from tests.evidence.people import over
from tests.town import Town

REFLECTION = {
    "kind": "participatory",
    "minutes": "45",
    "relevant": "I make splints.",
    "surprised": "SURPRISED",
    "ideas": "",
    "valuable": "",
}


def sign(visitor: Visitor, session_id: str) -> str:
    """Click the one button of the session's page: the code."""
    answer = visitor.post(f"/sessions/{session_id}/evidence/sign")
    assert answer.status_code == 302
    with reading() as db:
        newest = select(Evidence.code).order_by(Evidence.created_at.desc()).limit(1)
        code = db.scalars(newest).one()
    assert answer.location.endswith(f"/evidence#code-{code}")
    return code


def check_file(visitor: Visitor, content: bytes) -> str:
    form = {"csrf_token": visitor.token(), "file": (BytesIO(content), "evidence.json")}
    return visitor.client.post("/verify", data=form).text


def test_one_click_gives_evidence_that_anybody_checks(
    town: Town, browsing: Browsing, settings: Settings, tmp_path: Path
) -> None:
    evening = over(town)
    milo, anybody = browsing.by(town.milo), browsing.by()
    assert (
        "You were there for 30 minutes and wrote 2 messages"
        in milo.get(f"/sessions/{evening.id}").text
    )
    milo.post(f"/sessions/{evening.id}/evidence", **REFLECTION)
    code = sign(milo, evening.id)
    page = milo.get(f"/sessions/{evening.id}/evidence").text
    assert codes.shown(code) in page
    assert "SURPRISED" in page
    file = milo.get(f"/sessions/{evening.id}/evidence/{code}.json").data
    assert json.loads(file)["statement"]["words"][0]["words"] == "I warm it in water."
    public = anybody.get(f"/verify/{codes.shown(code).lower()}").text
    for words in ("Genuine", "Milo", "30 min", "45 min, participatory", "Splints that children"):
        assert words in public
    for words in ("SURPRISED", "I warm it", "HANA"):
        assert words not in public
    assert "Genuine: every byte" in check_file(anybody, file)
    changed = file.replace(b'"minutes_present": 30', b'"minutes_present": 90')
    assert "changed since it was signed" in check_file(anybody, changed)
    keys = tmp_path / "keys.txt"
    keys.write_bytes(anybody.get("/verify/keys").data)
    for content, status in ((file, 0), (file.replace(b"Milo", b"Otto"), 1)):
        (tmp_path / "file.json").write_bytes(content)
        arguments = ["verify", str(tmp_path / "file.json"), "--keys", str(keys)]
        told = CliRunner().invoke(comentor, arguments)
        assert told.exit_code == status, told.output
        assert ("Not genuine" in told.output) == bool(status)


def test_what_is_taken_back_says_so_and_nothing_more(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo, anybody = browsing.by(town.milo), browsing.by()
    code = sign(milo, evening.id)
    file = milo.get(f"/sessions/{evening.id}/evidence/{code}.json").data
    milo.post(f"/sessions/{evening.id}/evidence/{code}/take-back")
    page = anybody.get(f"/verify/{code}").text
    assert "does not hold any more" in page
    assert "Splints that children" not in page
    assert "Milo" not in page
    assert "it was taken back" in check_file(anybody, file)
    assert milo.get(f"/sessions/{evening.id}/evidence/{code}.json").status_code == 409


def test_the_page_of_a_code_says_no_more_than_the_file_of_a_session_without_names(
    town: Town, browsing: Browsing
) -> None:
    evening = over(town, confidentiality=Confidentiality.NO_NAMES)
    code = sign(browsing.by(town.milo), evening.id)
    page = browsing.by().get(f"/verify/{code}").text
    assert "30 min" in page
    assert "Wrote, by the record" not in page


def test_a_file_whose_code_is_not_here_was_not_taken_back(town: Town, browsing: Browsing) -> None:
    """A backup from before it was signed was put back, or whoever it belonged to has left."""
    evening = over(town)
    milo = browsing.by(town.milo)
    code = sign(milo, evening.id)
    file = milo.get(f"/sessions/{evening.id}/evidence/{code}.json").data
    with transaction() as db:
        db.execute(delete(Evidence))
    answer = check_file(browsing.by(), file)
    assert "Every byte is as it was signed" in answer
    assert "its code is not known here any more" in answer
    assert "taken back" not in answer


def test_of_a_file_too_large_to_check_nothing_is_said(
    browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may have written so much that it is genuine."""
    monkeypatch.setattr(sealing, "MOST_BYTES", 100)
    answer = check_file(browsing.by(), b"%PDF-1.7" + b"0" * 100)
    assert "too large to be checked here" in answer
    assert "it was changed" not in answer


def test_a_code_is_nothing_but_to_whoever_has_it(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    code = sign(browsing.by(town.milo), evening.id)
    hana, otto = browsing.by(town.hana), browsing.by(town.otto)
    assert hana.get(f"/sessions/{evening.id}/evidence/{code}.json").status_code == 404
    assert hana.get(f"/learning/{code}.json").status_code == 404
    assert code not in hana.get(f"/sessions/{evening.id}/evidence").text
    assert otto.get(f"/sessions/{evening.id}/evidence").status_code in (403, 404)
    assert browsing.by().get(f"/verify/{'0' * 20}").status_code == 404
    assert browsing.by().get("/verify?code=hello").status_code == 200
    assert "twenty letters" in browsing.by().get("/verify?code=hello").text
    found = browsing.by().get("/verify", code=codes.shown(code).lower())
    assert found.location == f"/verify/{codes.shown(code)}"


def test_nothing_of_it_shows_before_the_end_or_to_who_was_not_there(
    town: Town, browsing: Browsing
) -> None:
    evening = live(town, town.milo)
    milo = browsing.by(town.milo)
    assert "Your own record" not in milo.get(f"/sessions/{evening.id}").text
    assert milo.get(f"/sessions/{evening.id}/evidence").status_code == 409


def test_nobody_has_pdfs_made_without_end(
    town: Town, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a fifth of a second of thinking, of many words a few; data costs nothing."""
    monkeypatch.setattr(files, "_budget", Budget(rate=1 / 60, burst=1))
    evening = over(town)
    milo = browsing.by(town.milo)
    code = sign(milo, evening.id)
    kinds = ("pdf", "pdf", "json")
    answers = [milo.get(f"/sessions/{evening.id}/evidence/{code}.{kind}") for kind in kinds]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert answers[1].headers["Retry-After"]


def test_the_log_adds_up_and_has_periods(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo = browsing.by(town.milo)
    page = milo.get("/learning").text
    assert "30 min participatory" in page
    assert "no reflection yet" in page
    milo.post(f"/sessions/{evening.id}/evidence", **(REFLECTION | {"minutes": "90"}))
    page = milo.get("/learning").text
    assert "1 h 30 min" in page
    assert "there for 30 min by the record" in page
    milo.post(f"/sessions/{evening.id}/evidence", **(REFLECTION | {"kind": "reading"}))
    assert "45 min reading" in milo.get("/learning").text
    with reading() as db:
        day = db.get_one(HostedSession, evening.id).starts_at.date().isoformat()
    assert "45 min reading" in milo.get(f"/learning?from={day[:4]}-01-01&to={day}").text
    assert "Nothing in this period" in milo.get("/learning?to=1999-01-01").text
    assert milo.get("/learning?from=yesterday").status_code == 422
    assert "Nothing here yet" in browsing.by(town.otto).get("/learning").text


def test_what_cannot_be_kept_is_said_beside_its_field(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo, where = browsing.by(town.milo), f"/sessions/{evening.id}/evidence"
    for wrong in ({"minutes": "many"}, {"minutes": "-4"}, {"kind": "sleeping"}, {"minutes": ""}):
        answer = milo.post(where, **(REFLECTION | wrong))
        assert answer.status_code == 422, wrong
        assert "SURPRISED" in answer.text
    assert milo.post(where, **(REFLECTION | {"ideas": "x" * 4001})).status_code == 422


def test_a_file_can_be_taken_from_the_log_by_a_member(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    milo = browsing.by(town.milo)
    code = sign(milo, evening.id)
    assert milo.get(f"/learning/{code}.json").status_code == 200
    assert milo.get(f"/learning/{code}.exe").status_code == 404
