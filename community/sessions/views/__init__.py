"""Pages about hosted sessions, by what is done on them."""

from community.sessions.views import (  # noqa: F401 - they add their routes
    attending,
    calendar,
    closing,
    coming,
    dates,
    free,
    hosting,
    inviting,
    listing,
    looking,
    offers,
    own_words,
    passing,
    publishing,
    reminding,
    repeating,
    scheduling,
)
from community.sessions.views.blueprint import views

__all__ = ["views"]
