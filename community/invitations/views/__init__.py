"""Pages about invitations: answering one, and making them."""

from community.invitations.views import answering, making  # noqa: F401 - they add their routes
from community.invitations.views.blueprint import views

__all__ = ["views"]
