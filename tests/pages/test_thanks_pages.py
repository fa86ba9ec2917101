"""Thanks on pages: said on one, kept or shown on another."""

from community.thanks.actions import thank
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Town

WORDS = "You taught me to warm the material first."


def test_somebody_says_thanks_and_hana_shows_them(town: Town, browsing: Browsing) -> None:
    town.circle(town.hana, town.milo)
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    assert "Say thanks" in milo.get("/people/hana").text
    assert milo.post("/people/hana/thank", words=WORDS).status_code == 302
    assert WORDS in hana.get("/me/thanks").text
    assert WORDS not in browsing.by(town.otto).get("/people/hana").text
    thanks = hana.get("/me/thanks").text.split("/thanks/")[1].split("/")[0]
    hana.post(f"/thanks/{thanks}/show", shown="yes")
    assert WORDS in browsing.by(town.otto).get("/people/hana").text


def test_words_that_are_too_few_stay_in_the_box_with_the_reason(
    town: Town, browsing: Browsing
) -> None:
    town.circle(town.hana, town.milo)
    answer = browsing.by(town.milo).post("/people/hana/thank", words="Short <b>")
    assert answer.status_code == 422
    assert "Short &lt;b&gt;" in answer.text
    assert "What did they teach you?" in answer.text


def test_what_one_said_can_be_taken_back_where_it_was_said(town: Town, browsing: Browsing) -> None:
    town.circle(town.hana, town.milo)
    said = do(town.milo, thank, "hana", WORDS)
    milo = browsing.by(town.milo)
    assert WORDS in milo.get("/people/hana/thank").text
    milo.post(f"/thanks/{said.id}/remove")
    assert WORDS not in milo.get("/people/hana/thank").text


def test_nobody_thanked_yet_reads_what_will_stand_there(town: Town, browsing: Browsing) -> None:
    assert "Nothing here yet" in browsing.by(town.hana).get("/me/thanks").text


def test_an_outsider_is_not_offered_to_say_thanks(town: Town, browsing: Browsing) -> None:
    town.circle(town.hana, town.milo)
    assert "Say thanks" not in browsing.by(town.otto).get("/people/hana").text


def test_whoever_removes_what_they_were_given_stays_among_the_others(
    town: Town, browsing: Browsing
) -> None:
    town.circle(town.hana, town.milo)
    said = do(town.milo, thank, "hana", WORDS)
    assert browsing.by(town.hana).post(f"/thanks/{said.id}/remove").location == "/me/thanks"
