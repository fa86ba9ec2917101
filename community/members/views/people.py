"""Pages about people: the list of them, one of them, and their photo."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core import clock
from community.core.transaction import reading
from community.members import blocking, directory, showing
from community.members.profile_rules import FORMS
from community.members.views.blueprint import views
from community.members.views.profile_forms import PART_NAMES
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number
from community.web.uploads import serve


@views.get("/people")
@guarded(Permission.SIGNED_IN)
def people() -> ResponseReturnValue:
    page, narrow = page_number(request.args.get("page")), directory.narrowed(request.args)
    narrowing = bool(narrow.chosen) or "narrow" in request.args
    with reading() as db:
        found = directory.people(db, current_actor(), narrow, page)
        values = directory.choices(db, current_actor()) if narrowing else None
    return render_template(
        "members/people.html",
        people=found.people,
        more=found.more,
        page=page,
        chosen=narrow.chosen,
        values_by_part=values,
        names=PART_NAMES,
        forms=FORMS,
    )


@views.get("/people/<handle>")
@guarded(Permission.ANYBODY)
def person(handle: str) -> ResponseReturnValue:
    """Signed out, one reads of those only who show a part of themselves to everybody."""
    actor = current_actor()
    with reading() as db:
        shown = showing.person_called(db, actor, handle)
        muted = blocking.mutes(db, actor, shown.id)
    return render_template(
        "members/person.html",
        shown=shown,
        person=shown.member,
        muted=muted,
        last_active=showing.last_active(shown.member.active_on, clock.now().date()),
    )


@views.get("/photos/<file_id>")
@guarded(Permission.ANYBODY)
def photo(file_id: str) -> ResponseReturnValue:
    """Asked at each request whether this reader may see it now."""
    with reading() as db:
        file, content = showing.photo(db, current_actor(), file_id)
    return serve(file, content, inline=True)
