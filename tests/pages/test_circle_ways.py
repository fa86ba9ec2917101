"""Circle pages: templates, what is asked before one comes in, lines, terms, discovery."""

import re

import pytest
from sqlalchemy import select

from community.access.blocks import Block, BlockKind
from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles import actions
from community.circles.forms import templates
from community.circles.models import Circle
from community.circles.shape import CircleShape
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.members.models import Sight
from community.skills.models import Offer, Wish
from tests.actions.test_reasons import about, tie
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Person, Town

NEW = {"name": "Night leads", "purpose": "What nights teach us."}
AGREEMENT = "What is said here stays here."


def shaped(host: Person, visibility: Visibility = Visibility.OPEN, **shape: object) -> str:
    given = CircleShape(**shape)  # type: ignore[arg-type]
    return do(host, actions.start_circle, **NEW, visibility=visibility, shape=given).id


def test_a_name_and_a_purpose_are_enough(browsing: Browsing, town: Town) -> None:
    answer = browsing.by(town.milo).post("/circles/new", **NEW)
    assert answer.status_code == 302
    with reading() as db:
        circle = db.scalars(select(Circle)).one()
    assert circle.visibility is Visibility.OPEN
    assert (circle.most, circle.ends_on, circle.agreement) == (None, None, "")


@pytest.mark.parametrize("like", [*templates(), "", "unknown", "%00"])
def test_each_way_of_meeting_fills_the_form_and_can_be_started_as_it_is(
    browsing: Browsing, town: Town, like: str
) -> None:
    milo = browsing.by(town.milo)
    page = milo.get("/circles/new", like=like)
    assert page.status_code == 200
    title = templates().get(like, {}).get("title", "")
    assert ('<details class="fold" open' in page.text) is bool(title)
    if title:
        form = typed_in(page.text)
        assert milo.post("/circles/new", **form).status_code == 302
        assert title in milo.get("/circles").text


def typed_in(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = re.search(r'<form class="form form--wide".*?</form>', page, re.S)
    assert form
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form[0]))
    fields |= dict(re.findall(r'name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', form[0]))
    checked = re.search(r'<input checked[^>]*value="(\w+)"', form[0])
    assert checked
    return {**fields, "visibility": checked[1]} | {"csrf_token": ""}


@pytest.mark.parametrize(
    ("field", "typed"),
    [("least", "some"), ("most", "1"), ("most", "12345678901234567890"), ("ends_on", "tomorrow"),
     ("ends_on", "2020-01-01"), ("rhythm", "x" * 121), ("join_questions", "a\nb\nc\nd\ne\nf")],
)  # fmt: skip
def test_a_mistake_in_what_is_folded_away_is_shown_unfolded(
    browsing: Browsing, town: Town, field: str, typed: str
) -> None:
    answer = browsing.by(town.milo).post("/circles/new", **NEW, **{field: typed})
    assert answer.status_code == 422
    assert '<details class="fold" open' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Night leads" in answer.text


def test_the_fourth_circle_of_a_new_member_waits_and_their_words_are_kept(
    browsing: Browsing, town: Town
) -> None:
    milo = browsing.by(town.milo)
    for _ in range(3):
        assert milo.post("/circles/new", **NEW).status_code == 302
    answer = milo.post("/circles/new", **NEW)
    assert answer.status_code == 429
    assert "3 circles in a day" in answer.text
    assert "What nights teach us." in answer.text


def test_what_is_agreed_on_is_read_before_one_comes_in(browsing: Browsing, town: Town) -> None:
    circle_id = shaped(town.hana, agreement=AGREEMENT)
    milo = browsing.by(town.milo)
    assert f'href="/circles/{circle_id}/join"' in milo.get(f"/circles/{circle_id}").text
    page = milo.get(f"/circles/{circle_id}/join")
    assert AGREEMENT in page.text
    refused = milo.post(f"/circles/{circle_id}/join")
    assert refused.status_code == 422
    assert 'id="agreed-error"' in refused.text
    assert milo.post(f"/circles/{circle_id}/join", agreed="1").status_code == 302
    assert town.milo.actor.in_circle(circle_id)
    assert milo.get(f"/circles/{circle_id}/join").status_code == 302


def test_questions_stay_with_what_was_answered_until_all_are(
    browsing: Browsing, town: Town
) -> None:
    circle_id = shaped(town.hana, Visibility.ASK, join_questions=["Why?", "Since <b>when</b>?"])
    milo, address = browsing.by(town.milo), f"/circles/{circle_id}/join"
    assert "Since &lt;b&gt;when" in milo.get(address).text
    refused = milo.post(address, answer_1="Because of nights", answer_2=" ")
    assert refused.status_code == 422
    assert "Because of nights" in refused.text
    assert milo.post(address, answer_1="Because of nights", answer_2="2020").status_code == 302
    page = browsing.by(town.hana).get(f"/circles/{circle_id}").text
    assert "Because of nights" in page
    assert "Because of nights" not in browsing.by(town.otto).get(f"/circles/{circle_id}").text


def test_a_changed_agreement_is_shown_until_it_is_accepted(browsing: Browsing, town: Town) -> None:
    circle_id = shaped(town.hana)
    do(town.milo, actions.join, circle_id)
    shape = CircleShape(agreement=AGREEMENT)
    do(town.hana, actions.change_circle, circle_id, **NEW, visibility=Visibility.OPEN, shape=shape)
    milo = browsing.by(town.milo)
    assert "has changed" in milo.get(f"/circles/{circle_id}").text
    assert "has changed" not in browsing.by(town.hana).get(f"/circles/{circle_id}").text
    milo.post(f"/circles/{circle_id}/agree")
    assert "has changed" not in milo.get(f"/circles/{circle_id}").text


def test_the_line_tells_everybody_their_place_and_hosts_all_of_it(
    browsing: Browsing, town: Town
) -> None:
    circle_id = shaped(town.hana, most=2)
    for person in (town.milo, town.otto, town.ada):
        do(person, actions.join, circle_id)
    milo, otto, ada = (browsing.by(who) for who in (town.milo, town.otto, town.ada))
    address = f"/circles/{circle_id}"
    assert "number 1 on the waiting list" in otto.get(address).text
    assert "number 2 on the waiting list" in ada.get(address).text
    hosts_page = browsing.by(town.hana).get(address).text
    assert hosts_page.index("@otto" if "@otto" in hosts_page else "Otto") < hosts_page.index("Ada")
    assert "Waiting list" not in milo.get(address).text
    milo.post(f"{address}/leave")
    assert "Go to the room" in otto.get(address).text
    assert "number 1 on the waiting list" in ada.get(address).text
    assert town.otto.actor.stands(circle_id) is Standing.JOINED


def test_a_host_extends_archives_and_opens_again_on_the_page(
    browsing: Browsing, town: Town
) -> None:
    circle_id = shaped(town.hana, ends_on=clock.now().date())
    do(town.milo, actions.join, circle_id)
    hana, milo, address = browsing.by(town.hana), browsing.by(town.milo), f"/circles/{circle_id}"
    assert "This circle ends on" in hana.get(address).text
    assert "How long should it go on" not in milo.get(address).text
    hana.post(f"{address}/extend", weeks="12")
    assert "The circle goes on until" in hana.get(address).text
    assert hana.post(f"{address}/extend", weeks="x").status_code == 302
    assert "by how long" in hana.get(address).text
    hana.post(f"{address}/archive")
    for visitor, may in ((hana, True), (milo, False)):
        page = visitor.get(address).text
        assert "This circle is archived" in page
        assert ("Open it again" in page) is may
        assert f"{address}/edit" not in page
        assert "Add a file" not in page
    assert browsing.by(town.otto).get(address).status_code == 404
    assert "Archived" in milo.get("/circles").text
    hana.post(f"{address}/reopen")
    assert "Go to the room" in milo.get(address).text


def test_circles_are_found_by_skill_place_and_way_in(browsing: Browsing, town: Town) -> None:
    tie(Offer, town.hana, "Knots")
    tie(Offer, town.ada, "Secrets", sight=Sight.CIRCLES)
    tie(Wish, town.otto, "Splinting")
    first = town.circle(town.hana, name="Ropes")
    second = town.circle(town.milo, name="Boards", visibility=Visibility.ASK)
    town.circle(town.ada, name="Others")
    about(second.id, "Splinting")
    with transaction() as db:
        one = db.get_one(Circle, first.id)
        one.most, one.reach = 1, "All of Leeds"
    otto = browsing.by(town.otto)

    def found(**asked: str) -> set[str]:
        page = otto.get("/circles", **asked)
        assert page.status_code == 200
        return {name for name in ("Ropes", "Boards", "Others") if name in page.text}

    assert found() == {"Ropes", "Boards", "Others"}
    assert found(skill="knots") == {"Ropes"}
    assert found(skill="SPLINTING") == {"Boards"}
    assert found(skill="Secrets") == set(), "shown to circle mates only"
    assert found(where="leeds") == {"Ropes"}
    assert found(where="%") == set()
    assert found(way="ask") == {"Boards"}
    assert found(places="1") == {"Boards", "Others"}
    assert found(way="nonsense", places="2", skill="", where="") == {"Ropes", "Boards", "Others"}
    assert found(skill="x" * 500) == set()


def test_a_circle_shows_what_its_people_teach_as_far_as_the_reader_may_see_it(
    browsing: Browsing, town: Town
) -> None:
    tie(Offer, town.hana, "Knots")
    tie(Offer, town.milo, "Splicing", sight=Sight.CIRCLES)
    tie(Offer, town.milo, "Nothing to see", sight=Sight.NOBODY)
    tie(Wish, town.milo, "Ropes")
    circle = town.circle(town.hana, town.milo)
    inside = browsing.by(town.hana).get(f"/circles/{circle.id}").text
    outside = browsing.by(town.otto).get(f"/circles/{circle.id}").text
    assert "Knots" in inside
    assert "Splicing" in inside
    assert "Nothing to see" not in inside
    assert "Ropes" in outside
    assert "Splicing" not in outside


def test_somebody_kept_off_is_named_inside_the_circle_and_nowhere_outside(
    browsing: Browsing, town: Town
) -> None:
    tie(Offer, town.milo, "Knots")
    circle = town.circle(town.hana, town.milo, town.ada)
    others = town.otto, town.ada
    with transaction() as db:
        for who in others:
            db.add(Block(member_id=town.milo.id, other_id=who.id, kind=BlockKind.BLOCK,
                         created_at=clock.now()))  # fmt: skip
    outside = browsing.by(town.otto).get(f"/circles/{circle.id}").text
    assert "Milo" not in outside
    assert "Knots" not in outside
    inside = browsing.by(town.ada).get(f"/circles/{circle.id}").text
    assert "Milo" in inside, "nobody reads a circle unseen"
    assert "/people/milo" not in inside
    assert "Knots" not in inside


def test_a_circle_is_handed_over_from_the_menu(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)
    hana.post(f"/circles/{circle.id}/people/{town.milo.id}/hand-over")
    assert town.milo.actor.hosts(circle.id)
    assert "Change the circle" not in hana.get(f"/circles/{circle.id}").text


def test_every_new_kind_of_notice_reads_as_a_sentence(browsing: Browsing, town: Town) -> None:
    circle_id = shaped(town.hana, most=2, ends_on=clock.now().date())
    for person in (town.milo, town.otto):
        do(person, actions.join, circle_id)
    do(town.hana, actions.set_host, circle_id, town.milo.id, host=True)
    actions.look_at_terms()
    do(town.milo, actions.leave, circle_id)
    while relay.run_once():
        pass
    do(town.hana, actions.archive, circle_id)
    while relay.run_once():
        pass
    otto = browsing.by(town.otto).get("/inbox").text
    assert "A place is free, and it is yours" in otto
    assert "has archived" in otto
    assert "You can still read it." in otto
    assert "was about to end" in browsing.by(town.hana).get("/inbox").text
