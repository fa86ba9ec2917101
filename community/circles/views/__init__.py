"""Pages about circles, by what is done on them."""

from community.circles.views import (  # noqa: F401 - they add their routes
    coming,
    hosting,
    keeping,
    listing,
    looking,
    shaping,
)
from community.circles.views.blueprint import views

__all__ = ["views"]
