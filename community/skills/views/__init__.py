"""Pages about one's own skills."""

from community.skills.views import own  # noqa: F401 - it adds its routes
from community.skills.views.blueprint import views

__all__ = ["views"]
