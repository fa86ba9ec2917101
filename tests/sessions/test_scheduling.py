"""Planning a session, changing it, moving it, calling it off: what each keeps, and who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.discovery.skills.merging import merge
from community.notifications.queries import inbox
from community.rooms.actions.plan import ask_planned
from community.rooms.models import Room
from community.rooms.plan import planned_in
from community.sessions.actions import changing, schedule
from community.sessions.actions.coming import answer
from community.sessions.models import HostedSession
from community.sessions.plans import Plan, Prepared
from community.sessions.queries import plan_of
from community.skills.actions import drop_offer, offer
from community.skills.models import Skill
from tests.doing import do
from tests.town import Evening, Person, Town


def plan(evening: Evening) -> Plan:
    with reading() as db:
        return plan_of(db, db.get_one(HostedSession, evening.id))


def found(evening: Evening) -> HostedSession:
    with reading() as db:
        return db.get_one(HostedSession, evening.id)


def change(who: Person, evening: Evening, **what: Any) -> None:
    do(who, changing.change_session, evening.id, replace(plan(evening), **what))


def told(who: Person) -> list[str]:
    """The kinds of what stands in somebody's inbox about sessions, newest first."""
    while relay.run_once():
        pass
    actor = who.actor
    with reading() as db:
        return [str(one.kind) for one in inbox(db, actor) if one.session_id]


def questions(evening: Evening) -> list[str]:
    with reading() as db:
        return [one.body for one in planned_in(db, evening.room_id)]


def test_a_draft_is_known_to_its_hosts_only_and_publishing_twice_tells_once(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle, published=False)
    with pytest.raises(NotFound):
        do(town.milo, schedule.publish, evening.id)
    assert told(town.milo) == []
    do(town.hana, schedule.publish, evening.id)
    do(town.hana, schedule.publish, evening.id)
    assert told(town.milo) == ["session_published"]
    assert told(town.hana) == []
    assert told(town.otto) == []
    with pytest.raises(Forbidden):
        do(town.milo, changing.cancel, evening.id)


def test_who_hosts_no_circle_plans_nothing_in_it(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle)
    for who in (town.milo, town.otto):
        with pytest.raises(Forbidden):
            do(who, schedule.create_session, circle.id, plan(evening))


def test_a_plan_survives_being_kept_and_read_again(town: Town) -> None:
    town.milo  # noqa: B018 - so that he is there to host
    circle = town.circle(town.hana)
    kept = town.session(
        circle,
        introduction="Warm *slowly*.",
        questions=(Prepared("What works?", 0), Prepared("And why?", 20, unseen=True)),
        references=(
            {"author": "Roe", "year": "2009", "title": "T", "address": "", "accessed": ""},
        ),
        open_to=OpenTo.MEMBERS,
        confidentiality=Confidentiality.NO_NAMES,
        most=12,
        late_hours=48,
        video_link="meet.example.org/a",
        address="Room 3",
        skills=("Splinting",),
        hosts=(town.milo.id,),
    )
    once = plan(kept)
    assert once.video_link == "https://meet.example.org/a"
    assert once.hosts == (town.hana.id, town.milo.id)
    do(town.hana, changing.change_session, kept.id, once)
    assert plan(kept) == once


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("title", "x" * 121),
        ("introduction", "x" * 10_001),
        ("ends", "start"),
        ("zone", "Europe/Atlantis"),
        ("most", 0),
        ("late_hours", 169),
        ("video_link", "javascript:alert(1)"),
        ("video_link", "https://name:word@example.org"),
        ("questions", tuple(Prepared(f"{n}?") for n in range(41))),
        ("questions", (Prepared("x" * 2_001),)),
        ("references", ({"title": "T", "address": "javascript:alert(1)"},)),
        ("hosts", ("nobody",)),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    town: Town, field: str, value: object
) -> None:
    evening = town.session(town.circle(town.hana))
    before = plan(evening)
    value = before.starts if value == "start" else value
    with pytest.raises(Invalid):
        change(town.hana, evening, **{field: value})
    assert plan(evening) == before


def test_another_time_is_told_to_all_who_heard_of_it_but_those_who_said_no(town: Town) -> None:
    cora = town.person("Cora")
    circle = town.circle(town.hana, town.milo, cora)
    evening = town.session(circle)
    assert told(cora) == ["session_published"]
    do(cora, answer, evening.id, Answer.NO)
    raised = found(evening).sequence
    later = plan(evening)
    change(
        town.hana,
        evening,
        starts=later.starts + timedelta(days=1),
        ends=later.ends + timedelta(days=1),
    )
    assert found(evening).sequence > raised
    assert found(evening).starts_at == pytest.approx(
        clock.now() + timedelta(hours=25), abs=timedelta(minutes=2)
    )
    assert told(town.milo) == ["session_moved", "session_published"]
    assert told(cora) == ["session_published"]
    assert told(town.otto) == []


def test_other_words_move_nothing_and_a_draft_moves_in_silence(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening, draft = town.session(circle), town.session(circle, published=False)
    change(town.hana, evening, title="Splints, again")
    change(town.hana, draft, address="Room 3")
    assert told(town.milo) == ["session_published"]
    with reading() as db:
        assert db.get_one(Room, evening.room_id).name == "Splints, again"


def test_once_it_began_its_time_and_who_reads_it_stay(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    with transaction() as db:
        db.get_one(HostedSession, evening.id).state = SessionState.LIVE
    change(town.hana, evening, title="Splints, again")
    with pytest.raises(Invalid, match="time stays"):
        change(town.hana, evening, ends=plan(evening).ends + timedelta(hours=1))
    with pytest.raises(Invalid, match="stays as it is"):
        change(town.hana, evening, confidentiality=Confidentiality.CIRCLE)


def test_questions_that_stay_keep_what_became_of_them(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    with transaction() as db:
        db.get_one(HostedSession, evening.id).state = SessionState.LIVE
    with reading() as db:
        first, second = [one.id for one in planned_in(db, evening.room_id)]
    asked = do(town.hana, ask_planned, evening.room_id, first)
    change(town.hana, evening, questions=(Prepared("Why?"), Prepared("What  does not?", 30)))
    with reading() as db:
        rows = planned_in(db, evening.room_id)
        assert [(one.body, one.minute) for one in rows] == [
            ("What works?", None), ("Why?", None), ("What does not?", 30)
        ]  # fmt: skip
        assert rows[0].item_id == asked.id
        assert rows[2].id == second


def test_a_session_has_a_host_and_who_is_none_any_more_comes_as_everybody(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle)
    change(town.hana, evening, hosts=(town.hana.id, town.milo.id))
    assert town.milo.actor.hosts(evening.id)
    change(town.hana, evening, hosts=(town.hana.id,))
    assert not town.milo.actor.hosts(evening.id)
    assert town.milo.actor.in_circle(evening.id)
    with pytest.raises(Invalid, match="needs a host"):
        change(town.hana, evening, hosts=())


def test_cancelled_it_is_told_once_to_everybody_and_nobody_comes(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle)
    raised = found(evening).sequence
    do(town.hana, changing.cancel, evening.id, "The host is ill.")
    do(town.hana, changing.cancel, evening.id, "Again")
    assert (found(evening).state, found(evening).why_cancelled) == (
        SessionState.CANCELLED, "The host is ill."
    )  # fmt: skip
    assert found(evening).sequence == raised + 1
    assert told(town.milo) == ["session_cancelled"]
    with pytest.raises(Forbidden, match="cancelled"):
        do(town.milo, answer, evening.id, Answer.GOING)
    with pytest.raises(Refused):
        change(town.hana, evening, title="Another")


def test_only_a_draft_is_thrown_away_and_nothing_of_it_stays(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    draft, evening = town.session(circle, published=False), town.session(circle)
    with pytest.raises(Refused):
        do(town.hana, changing.discard, evening.id)
    with pytest.raises(Refused):
        do(town.hana, changing.cancel, draft.id)
    do(town.hana, changing.discard, draft.id)
    with reading() as db:
        assert db.get(HostedSession, draft.id) is None
        assert db.get(Room, draft.room_id) is None
        assert not db.scalars(select(Coming).where(Coming.session_id == draft.id)).all()
        assert db.get(Coming, (evening.id, town.hana.id)).role is CircleRole.HOST  # type: ignore[union-attr]


def test_in_an_archived_circle_nothing_is_changed(town: Town) -> None:
    circle = town.circle(town.hana)
    evening = town.session(circle)
    town.archive(circle)
    for action in (changing.cancel, schedule.publish):
        with pytest.raises(Forbidden):
            do(town.hana, action, evening.id)


def skills_of(evening: Evening) -> tuple[str, ...]:
    return plan(evening).skills


def test_a_skill_that_only_a_session_is_about_lives_as_long_as_that(town: Town) -> None:
    evening = town.session(town.circle(town.hana), skills=("Glazing", "Kilns"))
    do(town.milo, drop_offer, do(town.milo, offer, "Kilns").skill_id)
    assert skills_of(evening) == ("Glazing", "Kilns")
    change(town.hana, evening, skills=("Glazing",))
    with reading() as db:
        assert db.scalars(select(Skill.name)).all() == ["Glazing"]


def test_a_skill_that_is_merged_into_another_takes_its_sessions_along(town: Town) -> None:
    circle = town.circle(town.hana)
    one, both = (town.session(circle, skills=names) for names in (("Kilns",), ("Kilns", "Ovens")))
    do(town.milo, offer, "Ovens")
    do(town.ada, merge, do(town.milo, offer, "Kilns").skill_id, "Ovens")
    assert skills_of(one) == skills_of(both) == ("Ovens",)
