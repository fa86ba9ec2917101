"""Who came in by the link of one session, at the door of another."""

from community.access.session_rules import OpenTo
from tests.browsing import Browsing
from tests.invited import entered, guest_link, hidden_evening, sent_to_sign_in
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
