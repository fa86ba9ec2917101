"""The pages and files of a transcript, and who gets them."""

import pytest
from sqlalchemy import func, select

from community.access.policy import Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import reading
from community.transcripts.models import Reader
from tests.browsing import Browsing
from tests.town import Town
from tests.transcripts.evenings import close, end, held, make

KINDS = ("pdf", "csv", "json", "zip")


def test_after_the_end_the_sessions_page_leads_to_it(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening, "Warm it.")
    milo = browsing.by(town.milo)
    assert "What stays" not in milo.get(f"/sessions/{evening.id}").text
    assert milo.get(f"/sessions/{evening.id}/transcript").status_code == 404
    end(evening)
    page = milo.get(f"/sessions/{evening.id}").text
    assert f"/sessions/{evening.id}/transcript" in page
    assert "The files are being made" in page
    make()
    assert "The files are being made" not in milo.get(f"/sessions/{evening.id}").text


def test_it_can_be_read_before_its_files_are_made(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening, "Warm it.")
    end(evening)
    milo = browsing.by(town.milo)
    assert "Warm it." in milo.get(f"/sessions/{evening.id}/transcript").text
    assert milo.get(f"/sessions/{evening.id}/transcript/1/0.csv").status_code == 503


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_found_under_the_sessions_address(
    town: Town, browsing: Browsing, kind: str
) -> None:
    evening = held(town, town.milo, title="Splints / that: last")
    end(evening)
    make()
    milo = browsing.by(town.milo)
    newest = milo.get(f"/sessions/{evening.id}/transcript.{kind}")
    file = milo.get(newest.headers["Location"])
    assert file.status_code == 200
    assert file.headers["Cache-Control"] == "private, no-cache"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert f".{kind}" in file.headers["Content-Disposition"]
    assert milo.get(f"/sessions/{evening.id}/transcript.exe").status_code == 404
    assert milo.get(f"/sessions/{evening.id}/transcript/1/7.{kind}").status_code == 404
    assert milo.get(f"/sessions/{evening.id}/transcript/9/0.{kind}").status_code == 404


def test_my_words_are_put_right_and_the_old_file_says_so(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    make()
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    mine = f"/sessions/{evening.id}/transcript/mine"
    assert "CANARY" in milo.get(mine).text
    assert "CANARY" not in hana.get(mine).text
    milo.post(f"{mine}/{said.position}/correct", body="Other words.")
    page = hana.get(f"/sessions/{evening.id}/transcript").text
    assert "CANARY" not in page
    assert "Other words." in page
    assert "corrected" in page
    make()
    old = hana.get(f"/sessions/{evening.id}/transcript/1/0.csv")
    assert (old.status_code, "superseded" in old.text) == (410, True)
    cited = hana.get(f"/sessions/{evening.id}/transcript/1/0").text
    assert "not current any more" in cited
    current = f"/sessions/{evening.id}/transcript/1/1"
    assert "not current any more" not in hana.get(current).text
    assert "Other words." in hana.get(f"{current}.csv").text


def test_nobody_changes_the_words_of_somebody_else(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo, town.otto)
    said = town.say(town.milo, evening, "Mine.")
    end(evening)
    for person in (town.hana, town.otto, None):
        visitor = browsing.by(person)
        mine = f"/sessions/{evening.id}/transcript/mine/{said.position}"
        assert visitor.post(f"{mine}/correct", body="Not mine.").status_code in (302, 404)
        assert visitor.post(f"{mine}/withdraw").status_code in (302, 404)
    assert "Mine." in browsing.by(town.milo).get(f"/sessions/{evening.id}/transcript").text


def test_words_that_cannot_be_kept_change_nothing(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "Mine.")
    end(evening)
    milo = browsing.by(town.milo)
    mine = f"/sessions/{evening.id}/transcript/mine"
    for body, why in ((" ", "write something first"), ("x" * 4_001, "at most 4,000 characters")):
        answer = milo.post(f"{mine}/{said.position}/correct", body=body)
        assert answer.status_code == 422
        assert why in answer.text
        assert f">{body}</textarea>" in answer.text, "what was typed is not lost"
    assert "Mine." in milo.get(f"/sessions/{evening.id}/transcript").text


def test_words_can_be_taken_back_also_long_after(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    close(evening)
    make()
    milo = browsing.by(town.milo)
    milo.post(f"/sessions/{evening.id}/transcript/mine/{said.position}/withdraw")
    page = milo.get(f"/sessions/{evening.id}/transcript").text
    assert "CANARY" not in page
    assert "Withdrawn by whoever wrote it." in page
    assert "Milo" not in page.partition("<article")[2]


def test_both_versions_stay_under_their_addresses(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo)
    end(evening)
    town.say(town.milo, evening, "Late but good.")
    close(evening)
    make()
    milo = browsing.by(town.milo)
    assert "Late but good." not in milo.get(f"/sessions/{evening.id}/transcript/1").text
    assert "Late but good." in milo.get(f"/sessions/{evening.id}/transcript/2").text
    assert "Late but good." in milo.get(f"/sessions/{evening.id}/transcript").text


def test_who_may_read_it_is_the_sessions_to_say(town: Town, browsing: Browsing) -> None:
    """By class, whether whoever sees the session's page but was not there may read it."""
    for confidentiality, wanted in ((Confidentiality.OPEN, 200), (Confidentiality.CIRCLE, 403)):
        plan = {"open_to": OpenTo.PUBLIC, "confidentiality": confidentiality}
        evening = held(town, town.milo, **plan)
        end(evening)
        make()
        otto, milo = browsing.by(town.otto), browsing.by(town.milo)
        for address in ("", "/1", "/1/0", ".csv", "/1/0.csv"):
            where = f"/sessions/{evening.id}/transcript{address}"
            assert otto.get(where).status_code in (wanted, 302 if wanted == 200 else wanted)
            assert milo.get(where).status_code in (200, 302)


def test_everybody_reads_that_of_a_public_session(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo, open_to=OpenTo.PUBLIC)
    town.say(town.milo, evening, "Warm it.")
    end(evening)
    make()
    anybody = browsing.by(None)
    assert "Warm it." in anybody.get(f"/sessions/{evening.id}/transcript").text
    assert anybody.get(f"/sessions/{evening.id}/transcript/1/0.json").status_code == 200


def test_with_or_without_a_hidden_one_an_outsider_is_told_the_same(
    town: Town, browsing: Browsing
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    evening = town.session(circle)
    otto = browsing.by(town.otto)
    for address in ("", "/1", "/1/0", ".csv", "/1/0.csv", "/mine"):
        there = otto.get(f"/sessions/{evening.id}/transcript{address}")
        nowhere = otto.get(f"/sessions/aaaaaaaaaaaaaaaa/transcript{address}")
        assert (there.status_code, there.text) == (404, nowhere.text)


def test_readers_are_counted_once_each(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo, open_to=OpenTo.PUBLIC)
    end(evening)
    make()
    for person in (town.milo, town.milo, town.otto, None):
        browsing.by(person).get(f"/sessions/{evening.id}/transcript")
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Reader)) == 2


def test_a_very_long_one_is_never_drawn_while_somebody_waits(
    town: Town, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.transcripts.views.AT_ONCE_MOST", 1)
    evening = held(town, town.milo)
    for number in range(3):
        town.say(town.milo, evening, f"Message {number}.")
    end(evening)
    milo = browsing.by(town.milo)
    assert "takes a moment" in milo.get(f"/sessions/{evening.id}/transcript").text
    make()
    assert "Message 2." in milo.get(f"/sessions/{evening.id}/transcript").text
