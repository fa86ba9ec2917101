"""Who came in by the link of one session, at the door of another."""

from community.access.comings import Coming
from community.access.memberships import CircleRole
from community.access.session_rules import OpenTo
from community.core.transaction import transaction
from tests.browsing import Browsing
from tests.invited import entered, guest_link, hidden_evening, member_link, sent_to_sign_in
from tests.town import Town


def test_to_another_session_that_everybody_sees_one_comes_by_signing_in(
    browsing: Browsing, town: Town
) -> None:
    public = town.session(town.circle(town.hana), open_to=OpenTo.PUBLIC)
    evening = hidden_evening(town)
    gwen = entered(browsing, guest_link(evening))
    assert "Sign in to come" in gwen.get(f"/sessions/{public.id}").text
    assert sent_to_sign_in(gwen.post(f"/sessions/{public.id}/answer", said="going"))
    assert "Sign in to come" not in gwen.get(f"/sessions/{evening.id}").text
    assert gwen.post(f"/sessions/{evening.id}/edit").status_code == 403


def test_a_link_carries_no_hosting_and_says_where_to_sign_in(
    browsing: Browsing, town: Town
) -> None:
    evening = hidden_evening(town)
    by_link = entered(browsing, member_link(evening, town.otto))
    with transaction() as db:
        db.get_one(Coming, (evening.id, town.otto.id)).role = CircleRole.HOST
    page = by_link.get(f"/sessions/{evening.id}").text
    assert "Sign in to host" in page
    assert f"/sign-in?next=/sessions/{evening.id}" in page
    assert "For hosts" not in page
    for path in ("start", "end", "cancel", "invite"):
        assert by_link.post(f"/sessions/{evening.id}/{path}").status_code == 403, path
    assert by_link.post(f"/rooms/{evening.room_id}/desk", slow="30").status_code == 403
    signed_in = browsing.by(town.otto).get(f"/sessions/{evening.id}").text
    assert "For hosts" in signed_in
    assert "Sign in to host" not in signed_in


def test_nor_has_a_link_of_a_host_of_the_circle(browsing: Browsing, town: Town) -> None:
    evening = hidden_evening(town)
    by_link = entered(browsing, member_link(evening, town.hana))
    page = by_link.get(f"/sessions/{evening.id}").text
    assert "Sign in to host" in page
    assert "For hosts" not in page
    assert by_link.post(f"/sessions/{evening.id}/start").status_code == 403
