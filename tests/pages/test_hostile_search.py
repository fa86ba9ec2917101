"""What somebody types to do harm, through the page and the API, whichever engine is set."""

from urllib.parse import quote

import pytest

from community import background
from community.discovery.views import index as search_index
from community.discovery.views import tables
from community.settings import Settings
from community.skills.actions import offer
from tests.browsing import Browsing
from tests.doing import do
from tests.search.test_hostile import HOSTILE
from tests.town import Town

ANSWERS = ("Nothing found", " match", "A few words are enough")


@pytest.fixture(params=["whoosh", "tantivy"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return settings.model_copy(update={"search": request.param})


def test_each_is_answered_with_a_sentence_or_with_results(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Python", words="<script>alert(1)</script>")
    town.circle(town.hana, name="Pythons")
    with browsing.app.app_context():
        while background.step(search_index()) or tables().follow():
            pass
    otto = browsing.by(town.otto)

    for name, typed in HOSTILE.items():
        for more in ("", "&sort=newest&kind=person&page=99999999999"):
            answer = otto.get(f"/search?q={quote(typed, errors='surrogatepass')}{more}")
            assert answer.status_code == 200, name
            assert any(one in answer.text for one in (*ANSWERS, "No matches on this page")), name
            assert "<script>alert" not in answer.text, name
            assert len(answer.text) < 60_000, name
        answer = otto.get(f"/api/v1/suggestions?q={quote(typed, errors='surrogatepass')}")
        assert answer.get_json()["ok"], name
    assert "Pythons" in otto.get("/search", q="pythons").text
