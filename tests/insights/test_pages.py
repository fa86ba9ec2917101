"""The pages about insights: to write, to read, to look back, to check."""

import pytest

from community.access.insight_rules import InsightState, Sight
from community.access.policy import Visibility
from community.choices.actions import choose
from community.circles import actions as circles
from community.core.transaction import reading
from community.insights.actions import drafting, publishing
from community.insights.models import Insight, InsightDraft
from community.insights.texts import Shown, Text
from community.sessions.actions import hosting
from community.skills import actions as skills
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import begun, draft_of, now, published
from tests.town import Town

WORDS = {"title": "Ten minutes are enough", "body": "We **begin** with one question."}


def test_from_an_empty_page_to_what_others_read(browsing: Browsing, town: Town) -> None:
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    begins = hana.post("/insights/new")
    assert begins.location.endswith("/edit")
    said = hana.post(begins.location, do="save", version="1", **WORDS)
    assert said.status_code == 302
    address = begins.location.removesuffix("/edit")
    assert milo.get(address).status_code == 404
    assert hana.get(address).location == begins.location  # a draft is read where it is written
    typed = {**WORDS, "skills": "Facilitation", "sight": "members", "version": "2"}
    assert hana.post(begins.location, do="publish", **typed).location == address
    page = milo.get(address).text
    assert "We <strong>begin</strong> with" in page
    assert "Facilitation" in page
    assert "Change it" not in page
    assert "Ten minutes are enough" in milo.get("/insights?of=all").text
    assert "/sign-in" in browsing.by().get(address).location


def test_how_it_reads_is_shown_and_nothing_typed_is_lost(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    typed = {"title": "Other", "body": "# Head\n\n<b onload=x>", "references": "A book"}
    page = hana.post(f"/insights/{insight_id}/edit", do="look", version="1", **typed)
    assert "<h2>Head</h2>" in page.text
    assert "<b onload" not in page.text
    assert 'value="Other"' in page.text
    assert "A book</textarea>" in page.text
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.title != "Other"


def test_what_is_missing_is_said_and_nothing_typed_is_lost(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    typed = {"title": "", "body": "Words that stay", "do": "publish", "version": "1"}
    page = hana.post(f"/insights/{insight_id}/edit", **typed)
    assert page.status_code == 422
    assert "Please give it a title." in page.text
    assert "Words that stay" in page.text


def test_the_script_saves_and_is_told_how_it_reads(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    answer = hana.post(f"/api/insights/{insight_id}/draft", version="1", **{**WORDS, "title": "B"})
    assert answer.json == {
        "ok": True, "version": 2, "look": "<p>We <strong>begin</strong> with one question.</p>\n",
    }  # fmt: skip
    told = hana.post(f"/api/insights/{insight_id}/draft", version="1", title="C", body="Mine")
    assert told.status_code == 409
    assert told.json is not None
    given = {name: told.json[name] for name in ("error", "title", "body", "version")}
    assert given == {"error": "written_elsewhere", **WORDS, "title": "B", "version": "2"}
    long = hana.post(f"/api/insights/{insight_id}/draft", version="2", body="a" * 40_001)
    assert (long.status_code, long.json["error"]) == (422, "invalid")  # type: ignore[index]
    other = browsing.by(town.milo).post(f"/api/insights/{insight_id}/draft", version="2", **WORDS)
    assert other.status_code == 404


def test_without_the_script_both_texts_are_shown_as_well(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    do(town.hana, drafting.save_draft, insight_id, Text("Elsewhere", "Other words"), 1)
    page = hana.post(f"/insights/{insight_id}/edit", do="save", version="1", **WORDS)
    assert page.status_code == 422
    assert "Other words" in page.text
    assert 'data-elsewhere="2"' in page.text
    assert 'name="version" type="hidden" value="2"' in page.text
    assert WORDS["body"] in page.text
    again = hana.post(f"/insights/{insight_id}/edit", do="save", version="2", **WORDS)
    assert again.status_code == 302
    assert now(insight_id).state is InsightState.DRAFT


def test_a_draft_is_thrown_away(browsing: Browsing, town: Town) -> None:
    insight_id = begun(town.hana)
    answer = browsing.by(town.hana).post(f"/insights/{insight_id}/edit", do="throw", version="1")
    assert answer.location == "/insights/mine"
    with reading() as db:
        assert db.get(Insight, insight_id) is None
        assert db.get(InsightDraft, insight_id) is None


def test_what_changed_is_shown_by_words_and_the_old_comes_back(
    browsing: Browsing, town: Town
) -> None:
    insight = published(town.hana, Text("One", "We begin slowly.\nWe end."))
    later = Text("One", "We begin at once.\nWe end.")
    do(town.hana, publishing.publish, insight.id, later, Shown())
    hana, address = browsing.by(town.hana), f"/insights/{insight.id}/revisions"
    page = hana.get(address).text
    assert "slowly" in page[page.index("<del>") : page.index("</del>")]
    assert "at once" in page[page.index("<ins>") : page.index("</ins>")]
    assert hana.post(f"{address}/1/restore").location == f"/insights/{insight.id}/edit"
    draft = draft_of(insight.id)
    assert draft is not None
    assert draft.body == "We begin slowly.\nWe end."
    for number in (7, 10**30):
        assert hana.post(f"{address}/{number}/restore").status_code == 404


@pytest.mark.parametrize("choice", ["before=0", "before=2&after=1", "before=x", "after=999999999"])
def test_any_two_numbers_are_answered(browsing: Browsing, town: Town, choice: str) -> None:
    insight = published(town.hana)
    page = browsing.by(town.hana).get(f"/insights/{insight.id}/revisions?{choice}")
    assert page.status_code == 200


def test_earlier_texts_are_their_authors(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    for other, status in ((town.milo, 403), (town.ada, 403), (None, 302)):
        page = browsing.by(other).get(f"/insights/{insight.id}/revisions")
        assert page.status_code == status


def test_taken_back_its_address_says_so_to_whoever_could_read_it(
    browsing: Browsing, town: Town
) -> None:
    public = published(town.hana, shown=Shown(Sight.PUBLIC))
    where = town.circle(town.hana, town.milo)
    kept = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    hana = browsing.by(town.hana)
    for insight in (public, kept):
        assert hana.post(f"/insights/{insight.id}/withdraw").location == "/insights/mine"
    assert browsing.by().get(f"/insights/{public.id}").status_code == 410
    assert browsing.by(town.milo).get(f"/insights/{kept.id}").status_code == 410
    assert browsing.by(town.otto).get(f"/insights/{kept.id}").status_code == 404


def test_whoever_checks_finds_it_and_says_yes_or_what_to_change(
    browsing: Browsing, town: Town
) -> None:
    do(town.ada, choose, checked="first")
    first = published(town.milo)
    ada, milo = browsing.by(town.ada), browsing.by(town.milo)
    assert "Wait for you" in ada.get("/insights").text
    assert "Wait for you" not in browsing.by(town.hana).get("/insights").text
    assert "Publish it" in ada.get(f"/insights/{first.id}").text
    assert "Publish it" not in milo.get(f"/insights/{first.id}").text
    writing = milo.get(f"/insights/{first.id}/edit").text
    assert ["Whoever checks it reads" in writing, "Nobody sees it" in writing] == [True, False]
    as_of = first.changed_at.isoformat()
    ada.post(f"/insights/{first.id}/send-back", why="", as_of=as_of)
    assert now(first.id).state is InsightState.WAITING
    ada.post(f"/insights/{first.id}/send-back", why="Please leave the name out.", as_of=as_of)
    assert now(first.id).state is InsightState.DRAFT
    do(town.milo, publishing.publish, first.id, Text("One", "Two"), Shown())
    page = ada.get(f"/insights/{first.id}").text
    as_of = now(first.id).changed_at.isoformat()
    assert page.count(f'value="{as_of}"') == 2
    ada.post(f"/insights/{first.id}/let-out", as_of=as_of)
    assert now(first.id).state is InsightState.PUBLISHED


def test_nobody_says_yes_or_no_to_words_they_have_not_read(browsing: Browsing, town: Town) -> None:
    do(town.ada, choose, checked="first")
    first = published(town.milo)
    do(town.milo, publishing.publish, first.id, Text("Other", "Words"), Shown())
    ada, read = browsing.by(town.ada), first.changed_at.isoformat()
    for way in ("let-out", "send-back"):
        for as_of in (read, ""):
            told = ada.post(f"/insights/{first.id}/{way}", why="No.", as_of=as_of)
            assert told.status_code == 409
            assert "It was changed meanwhile. Please read it again." in told.text
    assert now(first.id).state is InsightState.WAITING


def test_for_me_is_what_i_want_to_learn_and_my_circles(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    published(town.hana, Text("Of the circle", "Words"), Shown(Sight.CIRCLE, where.id))
    published(town.hana, Text("About casts", "Words"), Shown(skills=("Casting",)))
    published(town.hana, Text("About the moon", "Words"))
    milo = browsing.by(town.milo)
    assert "About casts" not in milo.get("/insights").text
    do(town.milo, skills.wish, "Casting")
    page = milo.get("/insights").text
    assert ["Of the circle" in page, "About casts" in page, "moon" in page] == [True, True, False]
    page = milo.get("/insights?of=circles").text
    assert ["Of the circle" in page, "About casts" in page] == [True, False]
    assert "Of the circle" not in browsing.by(town.otto).get("/insights?of=all").text


def test_only_public_ones_are_given_to_whoever_previews_links(
    browsing: Browsing, town: Town
) -> None:
    text = Text("Ten minutes", 'A "quoted" **beginning**.')
    public = published(town.hana, text, Shown(Sight.PUBLIC))
    inside = published(town.hana, text)
    assert 'property="og:title" content="Ten minutes"' in (
        page := browsing.by().get(f"/insights/{public.id}").text
    )
    assert "A &#34;quoted&#34; beginning." in page
    assert "og:" not in browsing.by(town.milo).get(f"/insights/{inside.id}").text


@pytest.mark.parametrize("address", ["/insights?of=all", "/insights", "/insights/mine"])
def test_a_list_asks_as_much_however_long_it_is(
    browsing: Browsing, town: Town, address: str
) -> None:
    hana, where = browsing.by(town.hana), town.circle(town.hana)
    hana.get(address)
    asked = []
    for more in (1, 6):
        for number in range(more):
            text = Text(f"Number {more}.{number}", "Words")
            published(town.hana, text, Shown(Sight.CIRCLE, where.id, (f"Skill {number}",)))
        with counted() as statements:
            assert hana.get(address).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16


def test_my_own_are_named_as_i_write_them_and_say_what_is_unfinished(
    browsing: Browsing, town: Town
) -> None:
    begun(town.hana, Text("Half a thought"))
    begun(town.hana, Text("", "Only words"))
    out = published(town.hana, Text("Out", "Words"))
    hana = browsing.by(town.hana)
    page = hana.get("/insights/mine").text
    assert ["Half a thought" in page, "Without a title yet" in page] == [True, True]
    assert "A change is not published yet" not in page
    do(town.hana, drafting.save_draft, out.id, Text("Out anew", "Words"), 0)
    page = hana.get("/insights/mine").text
    assert ["A change is not published yet" in page, "Out anew" in page] == [True, False]
    others = browsing.by(town.milo).get("/insights?of=all").text
    assert ["Out" in others, "A change is not" in others] == [True, False]


def test_published_it_offers_its_own_circle_whether_its_author_still_knows_it_or_not(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo, name="Splints", visibility=Visibility.HIDDEN)
    town.circle(town.milo, name="Another")
    insight = published(town.milo, shown=Shown(Sight.CIRCLE, where.id))
    milo, address = browsing.by(town.milo), f"/insights/{insight.id}/edit"
    page = milo.get(address).text
    assert f'<option selected value="{where.id}">Splints</option>' in page
    assert ">Another</option>" not in page
    do(town.milo, circles.leave, where.id)
    page = milo.get(address).text
    assert f'<option selected value="{where.id}">Its circle</option>' in page
    assert "Splints" not in page


def test_no_number_and_no_length_is_too_much(browsing: Browsing, town: Town) -> None:
    hana, insight_id = browsing.by(town.hana), begun(town.hana)
    long = hana.post(f"/insights/{insight_id}/edit", do="look", version="1", body="a" * 40_001)
    assert long.status_code == 422
    assert "At most 40,000 characters" in long.text
    assert "<p>aaa" not in long.text
    for version in ("9" * 5_000, "²", "x"):
        told = hana.post(f"/api/insights/{insight_id}/draft", version=version, body="Mine")
        assert told.status_code == 409


def test_what_was_learned_is_written_down_while_the_circle_goes_on(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    do(town.hana, hosting.start, evening.id)
    do(town.hana, hosting.end, evening.id)
    milo, button = browsing.by(town.milo), "Write down what was learned"
    assert button in milo.get(f"/sessions/{evening.id}").text
    do(town.hana, circles.archive, where.id)
    assert button not in milo.get(f"/sessions/{evening.id}").text
