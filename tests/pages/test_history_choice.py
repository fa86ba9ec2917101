"""The choice of what newcomers read, in the form of a circle."""

from typing import Any

from tests.browsing import Browsing
from tests.town import Town


def test_the_choice_is_made_in_the_form_of_the_circle(town: Town, browsing: Browsing) -> None:
    hana = browsing.by(town.hana)
    form: dict[str, Any] = {"name": "Cases", "purpose": "Cases.", "visibility": "open"}
    made = hana.post("/circles/new", **form, history="since_joining")
    circle_id = made.location.rpartition("/")[2]
    edit = f"/circles/{circle_id}/edit"
    assert chosen(hana.get(edit).text) == "since_joining"
    hana.post(edit, **form, history="everything")
    assert chosen(hana.get(edit).text) == "everything"
    assert hana.post(edit, **form, history="nothing").status_code == 422
    assert chosen(hana.get(edit).text) == "everything"
    assert chosen(hana.get("/circles/new", like="case-discussion").text) == "since_joining"
    assert chosen(hana.get("/circles/new").text) == "everything"


def chosen(page: str) -> str:
    radios = [tag.partition(">")[0] for tag in page.split("<input") if 'name="history"' in tag]
    assert len(radios) == 2
    return next(tag for tag in radios if "checked" in tag).partition('value="')[2].partition('"')[0]
