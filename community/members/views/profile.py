"""What one says of oneself: profile, photo, who may see what, mails."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid, Problem
from community.core.transaction import reading, transaction
from community.files import images
from community.files.actions import store
from community.members import actions, profiles
from community.members.models import Member, Profile
from community.members.profile_rules import time_zones
from community.members.queries import access_person
from community.members.reminding import in_words
from community.members.views.blueprint import views
from community.members.views.profile_forms import (
    MailsForm,
    PhotoForm,
    ProfileForm,
    SightsForm,
    as_it_stands,
    sights_as_they_stand,
)
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor, required_member
from community.web.uploads import sent_file, takes_files

PHOTO_SIDE = 512


def _mine() -> tuple[Member, Profile]:
    actor = current_actor()
    with reading() as db:
        member = access_person(db, actor, actor.member_id or "", Permission.PERSON_EDIT)
        return member, db.get_one(Profile, member.id)


@views.route("/me", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def me() -> ResponseReturnValue:
    member, profile = _mine()
    form = ProfileForm(data=as_it_stands(member, profile))
    if form.validate_on_submit():
        try:
            _save(form)
        except Problem as problem:
            show_problem(form, problem)
        else:
            flash("Your profile is saved.")
            return redirect(url_for("members.me"))
    status = 422 if form.is_submitted() else 200
    shown = {"form": form, "me": member, "profile": profile, "time_zones": time_zones()}
    return render_template("members/me.html", **shown), status


def _save(form: ProfileForm) -> None:
    actor = current_actor()
    with transaction() as db:
        actions.change_profile(
            db,
            actor,
            name=form.name.data,
            handle=form.handle.data,
            role_line=form.role_line.data or "",
            about=form.about.data or "",
        )
        profiles.change_details(db, actor, form.details())


@views.route("/me/sights", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def sights() -> ResponseReturnValue:
    _member, profile = _mine()
    form = SightsForm(data=sights_as_they_stand(profile))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                profiles.choose_sights(db, current_actor(), form.chosen(), form.reach.data)
        except Problem as problem:
            show_problem(form, problem)
        else:
            flash("Saved. It is so from now on.")
            return redirect(url_for("members.sights"))
    return render_template("members/sights.html", form=form), 422 if form.is_submitted() else 200


@views.route("/me/photo", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
@takes_files()
def my_photo() -> ResponseReturnValue:
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            _keep_photo()
        except Problem as problem:
            message = problem.message
            show_problem(
                form, problem if problem.status == 429 else Invalid(message, photo=message)
            )
        else:
            flash("This is you, then.")
            return redirect(url_for("members.my_photo"))
    member, profile = _mine()
    shown = render_template("members/my_photo.html", form=form, me=member, profile=profile)
    return shown, 422 if form.is_submitted() else 200


def _keep_photo() -> None:
    """Drawn anew before the transaction: that takes its time."""
    actor, (_name, sent) = current_actor(), sent_file(request.files.get("photo"))
    drawn = images.reencoded(sent, most_side=PHOTO_SIDE, square=True)
    with transaction() as db:
        file = store(
            db,
            actor,
            name=f"{required_member().handle}{images.ENDING}",
            media_type=images.MEDIA_TYPE,
            content=drawn,
        )
        profiles.put_photo(db, actor, file.id)


@views.post("/me/photo/remove")
@guarded(Permission.SIGNED_IN)
def remove_photo() -> ResponseReturnValue:
    with transaction() as db:
        profiles.put_photo(db, current_actor(), None)
    flash("Your photo is gone.")
    return redirect(url_for("members.my_photo"))


@views.route("/me/account", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    member, profile = _mine()
    form = MailsForm(data={"mail_notices": profile.mail_notices})
    if form.validate_on_submit():
        with transaction() as db:
            profiles.choose_mails(db, current_actor(), mail_notices=form.mail_notices.data)
        flash("Saved.")
        return redirect(url_for("members.account"))
    reminded = in_words(profile.remind_before)
    return render_template("members/account.html", form=form, me=member, reminders=reminded)
