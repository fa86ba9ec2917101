"""What an administrator chooses for the whole community, and who sees it when."""

from typing import Any

import pytest

from community.access.actor import ANYBODY, CommunityRole
from community.choices import actions, queries
from community.choices.queries import chosen, lately_chosen
from community.choices.rules import NAME_MOST, WELCOME_MOST, Choices, Inviters, SignUpWay
from community.core import transaction
from community.core.errors import Invalid, NotFound, SignedOut
from community.core.transaction import reading
from tests.doing import do
from tests.town import Town


def now() -> Choices:
    with reading() as db:
        return chosen(db)


def test_what_nobody_chose_has_its_default(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_server_name", "Learning on the wards")
    assert now() == Choices(name="Learning on the wards")
    assert now().sign_up is SignUpWay.OPEN
    assert now().invites is Inviters.COORDINATORS


def test_a_choice_stays_until_another_is_made(town: Town) -> None:
    do(town.ada, actions.choose, name="  Splint  people ", sign_up="approval", invites="everybody")
    do(town.ada, actions.choose, welcome="Come in.\n\nSit down.")
    do(town.ada, actions.choose, sign_up="invitation")
    assert now() == Choices(
        name="Splint people",
        sign_up=SignUpWay.INVITATION,
        invites=Inviters.EVERYBODY,
        welcome="Come in.\n\nSit down.",
    )
    do(town.ada, actions.put_guide_away)
    assert now().guided


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u200b \t"},
        {"name": "x" * (NAME_MOST + 1)},
        {"sign_up": "whoever"},
        {"sign_up": ""},
        {"invites": "nobody"},
        {"welcome": "w" * (WELCOME_MOST + 1)},
    ],
)
def test_what_cannot_be_chosen_changes_nothing(town: Town, wrong: dict[str, Any]) -> None:
    before = now()
    with pytest.raises(Invalid) as problem:
        do(town.ada, actions.choose, **({"name": "Another"} | wrong))
    assert set(problem.value.fields) == set(wrong)
    assert now() == before


@pytest.mark.parametrize(
    "role", [role for role in CommunityRole if role is not CommunityRole.ADMINISTRATOR]
)
def test_only_an_administrator_chooses(town: Town, role: CommunityRole) -> None:
    somebody = town.person("Somebody", role)
    for action in (actions.put_guide_away, actions.choose):
        with pytest.raises(NotFound):
            do(somebody, action)
    with transaction.transaction() as db, pytest.raises(SignedOut):
        actions.choose(db, ANYBODY, name="Anybody's")


def test_pages_know_of_it_at_once_in_this_process_and_soon_in_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lately_chosen().name != "Ward nine"
    do(town.ada, actions.choose, name="Ward nine")
    assert lately_chosen().name == "Ward nine"
    # As another process would: the row is there, nobody told this one.
    queries.forget()
    lately_chosen()
    with transaction.transaction() as db:
        actions._keep(db, town.ada.actor, {"name": "Ward ten"})
        db.info["events"] = []
    assert lately_chosen().name == "Ward nine"
    monkeypatch.setattr(queries, "KEPT_FOR", 0.0)
    queries.forget()
    assert lately_chosen().name == "Ward ten"


def test_another_database_is_another_community(town: Town) -> None:
    do(town.ada, actions.choose, name="Ward nine")
    assert lately_chosen().name == "Ward nine"
    transaction.connect(transaction.database().engine.url)
    with transaction.transaction() as db:
        actions._keep(db, town.ada.actor, {"name": "Ward ten"})
        db.info["events"] = []
    assert lately_chosen().name == "Ward ten"


def test_while_the_database_is_away_the_last_answer_stands(town: Town) -> None:
    do(town.ada, actions.choose, name="Ward nine")
    assert lately_chosen().name == "Ward nine"
    with transaction.transaction() as db:
        db.connection().exec_driver_sql("ALTER TABLE choices RENAME TO mislaid")
    try:
        owner = queries._kept
        assert owner is not None
        queries._kept = queries._Kept(owner.choices, owner.of, until=0.0)
        assert lately_chosen().name == "Ward nine"
    finally:
        with transaction.transaction() as db:
            db.connection().exec_driver_sql("ALTER TABLE mislaid RENAME TO choices")
