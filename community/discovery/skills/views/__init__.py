"""Pages about skills; one's own stand in `community.skills.views`, on the same blueprint."""

from community.discovery.skills.views import (  # noqa: F401 - they add their routes
    moderators,
    pages,
)
from community.skills.views import views

__all__ = ["views"]
