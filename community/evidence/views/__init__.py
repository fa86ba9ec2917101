"""Pages about one's own record, and the public ones by which others check it."""

from community.evidence.views import by_pass, learning, own, verifying  # noqa: F401 - they add their routes
from community.evidence.views.blueprint import views

__all__ = ["views"]
