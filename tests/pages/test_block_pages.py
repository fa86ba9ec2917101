"""Blocking and muting somebody, from their page and from one's own list."""

from tests.browsing import Browsing
from tests.town import Town


def test_somebody_is_blocked_from_their_page_and_unblocked_from_the_list(
    browsing: Browsing, town: Town
) -> None:
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    assert "/people/milo/block" in hana.get("/people/milo").text
    assert "Nobody" in hana.get("/me/blocks").text
    assert hana.post("/people/milo/block").location == "/me/blocks"
    assert "Blocked" in hana.get("/me/blocks").text
    for visitor, handle in ((hana, "milo"), (milo, "hana")):
        there, nowhere = visitor.get(f"/people/{handle}"), visitor.get("/people/nobody")
        assert there.status_code == 404
        assert there.text.replace(f"/people/{handle}", "/people/nobody") == nowhere.text
    assert "Hana" not in milo.get("/me/blocks").text
    assert hana.post(f"/me/blocks/{town.milo.id}/undo").location == "/me/blocks"
    assert hana.get("/people/milo").status_code == 200


def test_somebody_is_muted_and_reads_nothing_of_it(browsing: Browsing, town: Town) -> None:
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    assert hana.post("/people/milo/mute").location == "/me/blocks"
    assert "Muted" in hana.get("/me/blocks").text
    assert "muted by you" in hana.get("/people/milo").text
    page = milo.get("/people/hana").text
    assert "muted" not in page
    assert milo.get("/people/hana").status_code == 200


def test_one_cannot_block_oneself_or_nobody(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "/people/milo/block" not in milo.get("/people/milo").text
    assert milo.post("/people/milo/block").status_code == 403
    for address in ("/people/nobody/block", "/people/nobody/mute", "/me/blocks/x/undo"):
        assert milo.post(address).status_code == 404
