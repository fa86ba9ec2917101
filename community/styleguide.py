"""Every component on one page, for whoever builds pages; only there in development."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.web.guard import guarded

views = Blueprint("styleguide", __name__)


@views.get("/styleguide")
@guarded(Permission.ANYBODY)
def styleguide() -> ResponseReturnValue:
    return render_template("styleguide/styleguide.html")
