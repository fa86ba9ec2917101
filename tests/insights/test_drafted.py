"""Skills, circle and readers chosen in a draft: kept as typed, and nobody's before publishing."""

import pytest

from community.access.insight_rules import Sight
from community.circles import actions as circles
from community.insights.actions import drafting, publishing
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.quotes import quote_of
from tests.insights.test_files import CAT
from tests.insights.test_writing import TEXT, begun, draft_of, now, published
from tests.pages.test_files_in_rooms import send
from tests.town import Meeting, Town

WORDS = {"title": TEXT.title, "body": TEXT.body}
GONE = "cannot be chosen any more. Please choose again"


@pytest.fixture
def where(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo, name="Splints")


def chosen(page: str, circle_id: str, sight: str, skills: str) -> list[bool]:
    """Whether the editor has these, in this order."""
    return [
        f'<option selected value="{circle_id}">' in page,
        f'checked id="sight-{list(Sight).index(Sight(sight))}"' in page,
        f'value="{skills}"' in page,
    ]


@pytest.mark.parametrize("door", ["save", "quotes", "json", "look", "add"])
def test_what_is_chosen_is_there_again_by_whichever_door_it_was_sent(
    browsing: Browsing, town: Town, where: Meeting, door: str
) -> None:
    milo, insight_id = browsing.by(town.milo), begun(town.milo)
    address = f"/insights/{insight_id}/edit"
    typed = {**WORDS, "version": "1", "skills": "Pebble sorting, Half a w", "circle_id": where.id}
    typed["sight"] = "hosts"
    if door == "json":
        milo.post(f"/api/insights/{insight_id}/draft", **typed)
        page = milo.get(address).text
    elif door == "look":  # this page is the answer
        page = milo.post(address, do=door, **typed).text
    else:
        send(milo, address, [CAT], {**typed, "do": door})
        page = milo.get(address).text
    assert chosen(page, where.id, "hosts", "Pebble sorting, Half a w") == [True] * 3
    assert (now(insight_id).circle_id, now(insight_id).sight) == (None, Sight.MEMBERS)


def test_nobody_reads_more_by_what_a_draft_says_until_it_is_published(
    browsing: Browsing, town: Town, where: Meeting
) -> None:
    insight = published(town.hana, shown=Shown(Sight.HOSTS, where.id, ("Casting",)))
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    address = f"/insights/{insight.id}"
    hana.post(f"{address}/edit", do="save", version="0", sight="members", skills="Moons", **WORDS)
    assert milo.get(address).status_code == 404
    page = hana.get(address).text
    assert ["Casting" in page, "Moons" in page] == [True, False]
    hana.post(f"{address}/edit", do="publish", version="1")  # what is kept is what is published
    page = milo.get(address).text
    assert ["Casting" in page, "Moons" in page] == [False, True]
    assert draft_of(insight.id) is None


def test_readers_chosen_with_quotes_are_the_ones_the_editor_has(
    browsing: Browsing, town: Town, where: Meeting
) -> None:
    hana, item = browsing.by(town.hana), town.say(town.milo, where, "Warm it slowly.").id
    insight_id = begun(town.hana, circle_id=where.id)
    address = f"/insights/{insight_id}"
    hana.post(f"{address}/edit", do="quotes", version="1", sight="hosts", **WORDS)
    assert 'value="hosts" checked' in hana.get(f"{address}/quotes?item={item}").text
    hana.post(f"{address}/quotes", items=item, sight="circle")
    assert quote_of(insight_id).sight is Sight.CIRCLE
    assert chosen(hana.get(f"{address}/edit").text, where.id, "circle", "")[:2] == [True] * 2


def test_a_second_window_chooses_nothing_over_the_first(
    browsing: Browsing, town: Town, where: Meeting
) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    first = {**WORDS, "version": "1", "skills": "Casting", "sight": "public"}
    address = f"/api/insights/{insight_id}/draft"
    assert hana.post(address, **first).json["version"] == 2  # type: ignore[index]
    assert hana.post(address, **first).json["version"] == 2  # type: ignore[index]
    second = {**first, "skills": "Moons", "sight": "circle", "circle_id": where.id}
    told = hana.post(address, **second)
    assert (told.status_code, told.json["skills"], told.json["sight"]) == (  # type: ignore[index]
        409, "Casting", "public",
    )  # fmt: skip
    page = hana.post(f"/insights/{insight_id}/edit", do="save", **second).text
    assert "<span data-elsewhere-skills>Casting</span>" in page
    assert 'data-elsewhere-sight="public">Everybody' in page
    assert chosen(page, where.id, "circle", "Moons") == [True] * 3
    assert draft_of(insight_id).shown["skills"] == "Casting"  # type: ignore[union-attr, index]


def test_a_circle_one_left_is_chosen_no_more_and_nobody_reads_it_unasked(
    browsing: Browsing, town: Town, where: Meeting
) -> None:
    milo, insight_id = browsing.by(town.milo), begun(town.milo)
    address = f"/insights/{insight_id}/edit"
    typed = {**WORDS, "version": "1", "circle_id": where.id, "sight": "members", "skills": "Casts"}
    milo.post(address, do="save", **typed)
    assert GONE not in milo.get(address).text
    do(town.milo, circles.leave, where.id)
    page = milo.get(address).text
    assert GONE in page
    assert "Splints" not in page
    assert chosen(page, "", "circle", "Casts") == [True] * 3
    answer = milo.post(address, do="publish", version="2", circle_id="", sight="circle", **WORDS)
    assert "Please choose a circle" in answer.text


@pytest.mark.parametrize("what", [{"sight": "the moon"}, {"circle_id": "nowhere" * 99}])
def test_a_choice_there_is_not_is_answered_with_a_sentence(
    browsing: Browsing, town: Town, what: dict[str, str]
) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    saved = hana.post(f"/api/insights/{insight_id}/draft", version="1", **WORDS, **what)
    assert saved.status_code == 200
    assert GONE in hana.get(f"/insights/{insight_id}/edit").text


def test_more_skills_than_anybody_means_are_refused_and_stay_on_the_page(
    browsing: Browsing, town: Town
) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    many = ", ".join(f"Skill {number}" for number in range(200))
    page = hana.post(f"/insights/{insight_id}/edit", version="1", skills=many, **WORDS)
    assert page.status_code == 422
    assert ["At most 1,000 characters" in page.text, many in page.text] == [True, True]


def test_an_earlier_text_comes_back_beside_what_was_chosen_meanwhile(town: Town) -> None:
    insight: Insight = published(town.hana)
    later = Text("Later", "Words")
    do(town.hana, publishing.publish, insight.id, later, Shown())
    do(town.hana, drafting.save_draft, insight.id, later, 0, {"skills": "Casting"})
    do(town.hana, drafting.restore, insight.id, 1)
    draft = draft_of(insight.id)
    assert draft is not None
    assert draft.shown is not None
    assert (draft.title, draft.shown["skills"]) == (TEXT.title, "Casting")


def test_what_is_needed_to_publish_is_not_called_optional(browsing: Browsing, town: Town) -> None:
    page = browsing.by(town.hana).get(f"/insights/{begun(town.hana)}/edit").text
    labels = {
        name: page.partition(f'<label class="field__label" for="{name}">')[2].partition("</label>")[
            0
        ]
        for name in ("title", "body", "references")
    }
    assert ["optional" in one for one in labels.values()] == [False, False, True]
    assert labels["title"] == "Title"
