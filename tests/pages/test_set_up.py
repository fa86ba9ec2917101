"""A new server: the code, the first administrator, the first steps."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.administration import first_run
from community.choices import actions as choosing
from community.core.transaction import reading, transaction
from community.members.actions import NewMember
from community.members.models import Member
from community.settings import Settings
from tests.browsing import Browsing
from tests.doing import at_once, do, refusals
from tests.town import Town, hashed_password

HERA = {"name": "Hera Lund", "email": "hera@example.org", "password": "four blue owls tonight"}


@pytest.fixture
def code(settings: Settings, browsing: Browsing) -> str:
    settings.data.mkdir(parents=True, exist_ok=True)
    with reading() as db:
        assert first_run.make_code(db, settings)
        assert not first_run.make_code(db, settings)
        return first_run.open_code(db, settings) or ""


def kept(settings: Settings) -> Path:
    return settings.data / "set_up_code"


def test_the_code_makes_the_administrator_once(
    browsing: Browsing, settings: Settings, code: str
) -> None:
    assert kept(settings).stat().st_mode & 0o077 == 0
    visitor, address = browsing.by(), f"/set-up?code={code}"
    assert "begins here" in visitor.get(address).text
    assert visitor.post(address, **HERA).location == "/administration/guide"
    with reading() as db:
        hera = db.scalars(select(Member)).one()
    assert (hera.role, hera.email) == (CommunityRole.ADMINISTRATOR, HERA["email"])
    assert "First steps" in visitor.get("/administration/guide").text
    assert not kept(settings).exists()
    again = HERA | {"email": "other@example.org"}
    assert browsing.by().get(address).status_code == 404
    assert browsing.by().post(address, **again).status_code == 404
    with reading() as db:
        assert not first_run.make_code(db, settings)


@pytest.mark.parametrize("given", ["", "x", "é", "\x00", "A" * 32, "A" * 9000])
def test_any_other_code_is_no_address(browsing: Browsing, code: str, given: str) -> None:
    visitor = browsing.by()
    assert visitor.get("/set-up", code=given).status_code == 404
    assert visitor.client.get("/set-up").status_code == 404
    fields = HERA | {"csrf_token": visitor.token()}
    answer = visitor.client.post("/set-up", query_string={"code": given}, data=fields)
    assert answer.status_code == 404
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Member)) == 0


def test_without_a_code_there_is_nothing_to_guess(browsing: Browsing, settings: Settings) -> None:
    assert not kept(settings).exists()
    assert browsing.by().get("/set-up?code=").status_code == 404


def test_once_somebody_is_here_the_code_is_worth_nothing(
    browsing: Browsing, settings: Settings, code: str, town: Town
) -> None:
    assert town.milo
    assert browsing.by().get(f"/set-up?code={code}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please give your name."),
        ({"email": "hera"}, "look like an e-mail"),
        ({"password": "short"}, "10 to 128"),
    ],
)
def test_what_was_typed_wrong_leaves_the_code_as_it_is(
    browsing: Browsing, settings: Settings, code: str, wrong: dict[str, str], sentence: str
) -> None:
    answer = browsing.by().post(f"/set-up?code={code}", **(HERA | wrong))
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert kept(settings).exists()


@pytest.mark.usefixtures("town")
def test_of_several_at_once_one_becomes_administrator() -> None:
    hashed = hashed_password()

    def begin(number: int) -> object:
        new = NewMember("Hera", f"hera{number}@example.org", hashed)
        with transaction() as db:
            return first_run.make_administrator(db, new)

    answers = at_once(*(lambda n=n: begin(n) for n in range(5)))
    assert refusals(answers) == ["NotFound"] * 4


def test_steps_are_done_by_what_is_there_and_the_guide_can_be_put_away(
    browsing: Browsing, town: Town
) -> None:
    def left() -> list[str]:
        with reading() as db:
            return [one.key for one in first_run.steps(db, town.ada.actor) if not one.done]

    assert left() == ["name", "joining", "skills", "circle", "people"]
    ada = browsing.by(town.ada)
    assert "5 things are left" in ada.get("/administration").text
    do(town.ada, choosing.choose, name="Ward nine", sign_up="open")
    town.circle(town.hana)
    assert left() == ["skills"]
    assert "1 thing is left" in ada.get("/administration").text
    assert ada.post("/administration/guide/away").location == "/administration"
    assert "First steps" not in ada.get("/administration").text
    assert ada.get("/administration/guide").status_code == 200
