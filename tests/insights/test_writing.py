"""An insight on its way: written, published, changed, checked first, taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from community.access.insight_rules import InsightState, Sight
from community.choices.actions import choose
from community.circles import actions as circles
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.transaction import reading
from community.insights.actions import drafting, publishing
from community.insights.models import Insight, InsightDraft, InsightRevision, InsightSkill
from community.insights.texts import Shown, Text
from community.skills.models import Skill
from tests.doing import do
from tests.town import Person, Town

TEXT = Text("Ten minutes are enough", "We **begin** with one question.")


def begun(person: Person, text: Text = TEXT, circle_id: str | None = None) -> str:
    return do(person, drafting.begin, circle_id=circle_id, text=text).id


def published(person: Person, text: Text = TEXT, shown: Shown | None = None) -> Insight:
    where = shown or Shown()
    insight_id = begun(person, text, where.circle_id)
    return do(person, publishing.publish, insight_id, text, where)


def now(insight_id: str) -> Insight:
    with reading() as db:
        return db.get_one(Insight, insight_id)


def draft_of(insight_id: str) -> InsightDraft | None:
    with reading() as db:
        return db.get(InsightDraft, insight_id)


def revisions(insight_id: str) -> list[Text]:
    rows = select(InsightRevision).where(InsightRevision.insight_id == insight_id)
    with reading() as db:
        return [Text.of(one) for one in db.scalars(rows.order_by(InsightRevision.number))]


def test_what_is_typed_is_kept_and_a_second_window_overwrites_nothing(town: Town) -> None:
    insight_id = begun(town.hana)
    longer = replace(TEXT, body=f"{TEXT.body} And then?")
    assert do(town.hana, drafting.save_draft, insight_id, longer, 1) == 2
    assert do(town.hana, drafting.save_draft, insight_id, longer, 1) == 2  # sent twice
    with pytest.raises(drafting.WrittenElsewhere) as told:
        do(town.hana, drafting.save_draft, insight_id, TEXT, 1)
    assert told.value.version == 2
    draft = draft_of(insight_id)
    assert draft is not None
    assert Text.of(draft) == longer


def test_nobody_else_reads_or_writes_a_draft(town: Town) -> None:
    insight_id = begun(town.hana)
    for other in (town.milo, town.ada):
        with pytest.raises(NotFound):
            do(other, drafting.save_draft, insight_id, TEXT, 1)


def test_published_it_is_one_revision_and_the_draft_is_gone(town: Town) -> None:
    insight = published(town.hana, shown=Shown(skills=("Facilitation",)))
    assert insight.state is InsightState.PUBLISHED
    assert (insight.number, insight.title) == (1, TEXT.title)
    assert draft_of(insight.id) is None
    assert revisions(insight.id) == [TEXT]


def test_a_change_is_written_beside_what_others_read_and_the_old_text_can_come_back(
    town: Town,
) -> None:
    insight = published(town.hana)
    better = Text("Five minutes are enough", "We begin with one question.")
    do(town.hana, drafting.save_draft, insight.id, better, 0)
    assert now(insight.id).title == TEXT.title
    do(town.hana, publishing.publish, insight.id, better, Shown())
    assert (now(insight.id).title, now(insight.id).number) == (better.title, 2)
    do(town.hana, drafting.restore, insight.id, 1)
    draft = draft_of(insight.id)
    assert draft is not None
    assert Text.of(draft) == TEXT
    assert revisions(insight.id) == [TEXT, better]


def test_who_reads_it_changes_without_a_new_revision(town: Town) -> None:
    insight = published(town.hana)
    do(town.hana, publishing.publish, insight.id, TEXT, Shown(Sight.PUBLIC))
    assert (now(insight.id).sight, now(insight.id).number) == (Sight.PUBLIC, 1)


@pytest.mark.parametrize(
    ("text", "field"),
    [(Text("", "Words"), "title"), (Text("A title", " \n"), "body"),
     (Text("x" * 161, "Words"), "title"), (Text("A title", "x" * 40_001), "body"),
     (Text("A title", "Words", ({"title": "T", "address": "javascript:1"},)), "references")],
)  # fmt: skip
def test_what_cannot_be_published_says_what_is_missing(town: Town, text: Text, field: str) -> None:
    insight_id = begun(town.hana)
    with pytest.raises(Invalid) as told:
        do(town.hana, publishing.publish, insight_id, text, Shown())
    assert list(told.value.fields) == [field]
    assert now(insight_id).state is InsightState.DRAFT


@pytest.mark.parametrize("sight", [Sight.CIRCLE, Sight.HOSTS])
def test_for_a_circle_it_needs_a_circle(town: Town, sight: Sight) -> None:
    insight_id = begun(town.hana)
    with pytest.raises(Invalid, match="choose a circle"):
        do(town.hana, publishing.publish, insight_id, TEXT, Shown(sight))


def test_it_is_written_for_a_circle_one_is_in_and_stays_there(town: Town) -> None:
    where, other = town.circle(town.hana, town.milo), town.circle(town.milo, name="Another")
    with pytest.raises(Problem):
        begun(town.hana, circle_id=other.id)
    insight = published(town.milo, shown=Shown(Sight.CIRCLE, where.id))
    for typed in (other.id, None):
        do(town.milo, publishing.publish, insight.id, TEXT, Shown(Sight.CIRCLE, typed))
        assert now(insight.id).circle_id == where.id


def test_who_left_its_circle_corrects_it_and_shows_it_to_fewer_never_to_more(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.milo, shown=Shown(Sight.MEMBERS, where.id))
    never = begun(town.milo, circle_id=where.id)
    do(town.milo, circles.leave, where.id)
    better = Text("Better", "Words")
    do(town.milo, publishing.publish, insight.id, better, Shown(Sight.CIRCLE))
    found = now(insight.id)
    assert (found.title, found.sight, found.circle_id) == ("Better", Sight.CIRCLE, where.id)
    for other, shown in ((insight.id, Shown(Sight.MEMBERS)),
                         (never, Shown(Sight.CIRCLE, where.id))):  # fmt: skip
        with pytest.raises(Problem, match="Join the circle"):
            do(town.milo, publishing.publish, other, better, shown)
    assert now(insight.id).sight is Sight.CIRCLE


def test_taken_back_its_words_are_gone_with_all_it_was(town: Town) -> None:
    insight = published(town.hana, shown=Shown(skills=("Pebble sorting",)))
    do(town.hana, drafting.save_draft, insight.id, Text("Newer", "Words"), 0)
    do(town.hana, publishing.withdraw, insight.id)
    gone = now(insight.id)
    assert (gone.state, gone.title, gone.body) == (InsightState.WITHDRAWN, "", "")
    assert (draft_of(insight.id), revisions(insight.id)) == (None, [])
    with reading() as db:
        assert db.scalars(select(InsightSkill)).all() == []
        assert db.scalar(select(Skill).where(Skill.name == "Pebble sorting")) is None


def test_nobody_but_its_author_takes_it_back(town: Town) -> None:
    insight = published(town.milo)
    for other in (town.hana, town.ada):
        with pytest.raises(Forbidden):
            do(other, publishing.withdraw, insight.id)


def test_a_draft_thrown_away_leaves_nothing_or_what_others_read(town: Town) -> None:
    never = begun(town.hana)
    assert do(town.hana, drafting.throw_draft_away, never)
    with reading() as db:
        assert db.get(Insight, never) is None
    insight = published(town.hana)
    do(town.hana, drafting.save_draft, insight.id, Text("Newer", "Words"), 0)
    assert not do(town.hana, drafting.throw_draft_away, insight.id)
    assert draft_of(insight.id) is None
    assert now(insight.id).title == TEXT.title


def test_drafts_do_not_pile_up_without_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "DRAFTS_MOST", 2)
    for _ in range(2):
        begun(town.hana)
    with pytest.raises(Refused, match="throw one away"):
        begun(town.hana)
    do(town.ada, choose, checked="first")
    for _ in range(2):
        published(town.milo)
    with pytest.raises(Refused, match="throw one away"):
        begun(town.milo)  # what waits to be checked counts as well


def test_what_is_sent_back_is_a_draft_again_with_nothing_lost(town: Town) -> None:
    do(town.ada, choose, checked="first")
    first = published(town.milo)
    with pytest.raises(Invalid):
        do(town.ada, publishing.send_back, first.id, " ")
    do(town.ada, publishing.send_back, first.id, "Please leave out the patient's age.")
    draft = draft_of(first.id)
    assert now(first.id).state is InsightState.DRAFT
    assert draft is not None
    assert Text.of(draft) == TEXT


def test_sent_back_what_its_author_wrote_meanwhile_stays(town: Town) -> None:
    do(town.ada, choose, checked="first")
    first, newer = published(town.milo), Text("Newer", "Words of meanwhile")
    do(town.milo, drafting.save_draft, first.id, newer, 0)
    do(town.ada, publishing.send_back, first.id, "Please leave out the patient's age.")
    draft = draft_of(first.id)
    assert draft is not None
    assert Text.of(draft) == newer


def test_sent_back_after_it_was_published_it_cannot_be_thrown_away(town: Town) -> None:
    do(town.ada, choose, checked="first")
    where = town.circle(town.hana, town.milo)
    near = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    newer = Text("Newer", "Words for more people")
    do(town.hana, publishing.publish, near.id, newer, Shown(Sight.MEMBERS, where.id))
    do(town.ada, publishing.send_back, near.id, "Not yet.")
    for _ in range(2):
        assert not do(town.hana, drafting.throw_draft_away, near.id)
    draft = draft_of(near.id)
    assert draft is not None
    assert Text.of(draft) == TEXT
    assert revisions(near.id) == [TEXT]
