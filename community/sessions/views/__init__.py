"""Pages about hosted sessions, by what is done on them."""

from community.sessions.views import (  # noqa: F401 - they add their routes
    calendar,
    coming,
    inviting,
    listing,
    looking,
    passing,
)
from community.sessions.views.blueprint import views

__all__ = ["views"]
