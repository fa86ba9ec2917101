"""Pages about accounts and people, by what they are about."""

from community.members.views import (  # noqa: F401 - they add their routes
    account,
    blocks,
    devices,
    joining,
    links,
    people,
    profile,
    reminders,
)
from community.members.views.blueprint import views

__all__ = ["views"]
