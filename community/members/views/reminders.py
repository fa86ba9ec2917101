"""When one is reminded of the sessions one comes to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.members import profiles
from community.members.models import Profile
from community.members.reminding import TIMES
from community.members.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor


class RemindersForm(FlaskForm):  # type: ignore[misc]
    before = SelectMultipleField(
        "Remind me",
        choices=[SelectChoice(str(time), words) for time, words in TIMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    by_mail = BooleanField("By mail as well")


@views.route("/me/reminders", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def reminders() -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        profile = db.get_one(Profile, actor.member_id)
    stands = {"before": list(map(str, profile.remind_before)), "by_mail": profile.remind_by_mail}
    form = RemindersForm(data=stands)
    if form.validate_on_submit():
        with transaction() as db:
            chosen = form.before.data or []
            profiles.choose_reminders(db, actor, chosen, by_mail=form.by_mail.data)
        flash("Saved.")
        return redirect(url_for("members.reminders"))
    return render_template("members/reminders.html", form=form), 422 if form.errors else 200
