"""Pages about hosted sessions, by what is done on them."""

from community.sessions.views import (  # noqa: F401 - they add their routes
    attending,
    calendar,
    closing,
    coming,
    hosting,
    inviting,
    listing,
    looking,
    offers,
    passing,
    repeating,
    scheduling,
)
from community.sessions.views.blueprint import views

__all__ = ["views"]
