"""Pages about accounts and people, by what they are about."""

from community.members.views import account, people  # noqa: F401 - they add their routes
from community.members.views.blueprint import views

__all__ = ["views"]
