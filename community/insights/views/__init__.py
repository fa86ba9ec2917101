"""Pages about insights, by what is done on them."""

from community.insights.views import (  # noqa: F401 - they add their routes
    answering,
    lending,
    listing,
    looking,
    revising,
    writing,
)
from community.insights.views.blueprint import views

__all__ = ["views"]
