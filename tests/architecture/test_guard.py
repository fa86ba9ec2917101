"""No route without a permission, not even by mistake."""

import pytest

from community.access.policy import Permission
from community.app import create_app
from community.settings import Settings
from community.web.guard import Unguarded, check_guards, guarded


def test_a_route_without_a_permission_stops_the_start(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/debug", endpoint="debug", view_func=lambda: "everything")
    with pytest.raises(Unguarded, match="debug"):
        check_guards(app)
    app.extensions["search_index"].close()


def test_a_route_that_slipped_in_later_answers_as_if_it_were_not_there(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/debug", endpoint="debug", view_func=lambda: "everything")
    answer = app.test_client().get("/debug")
    assert (answer.status_code, "everything" in answer.text) == (404, False)
    app.extensions["search_index"].close()


def test_a_guard_marks_the_view_and_changes_nothing_else() -> None:
    def view() -> str:
        return "words"

    assert guarded(Permission.SIGNED_IN)(view) is view
