"""Pages for those who look after the community."""

from community.administration.views import (  # noqa: F401 - they add their routes
    adding,
    first_run,
    members,
    overview,
    settings,
    waiting,
)
from community.administration.views.blueprint import views

__all__ = ["views"]
