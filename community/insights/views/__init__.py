"""Pages about insights, by what is done on them."""

from community.insights.views import (  # noqa: F401 - they add their routes
    answering,
    asked,
    commenting,
    filing,
    keeping,
    lending,
    lending_quotes,
    listing,
    looking,
    quoting,
    revising,
    using,
    writing,
)
from community.insights.views.blueprint import views

__all__ = ["views"]
