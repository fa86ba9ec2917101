"""Pages about asks, by what is done on them."""

from community.asks.views import (  # noqa: F401 - they add their routes
    answering,
    keeping,
    lending,
    lending_answers,
    listing,
    looking,
    putting,
)
from community.asks.views.blueprint import views

__all__ = ["views"]
