"""Insights for feed readers, by whom they are for."""

from community.feeds.views import lending, own, public  # noqa: F401 - they add their routes
from community.feeds.views.blueprint import views

__all__ = ["views"]
