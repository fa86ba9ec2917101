"""From the form to being a member, with a look into one's mail between."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from community.access.policy import Permission
from community.choices.queries import chosen
from community.choices.rules import SignUpWay
from community.core.errors import Invalid, NotFound, Problem
from community.core.transaction import reading, transaction
from community.mail.office import sends
from community.members import actions, rules, sign_ups, tries
from community.members.forms import ConfirmForm, SignUpForm
from community.members.models import Member, SignUp
from community.members.passwords import hash_password, password_fits
from community.members.views.blueprint import views
from community.web import identity
from community.web.forms import safe_return, show_problem
from community.web.guard import guarded


@views.route("/sign-up", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_up() -> ResponseReturnValue:
    form = SignUpForm(next=request.args.get("next", ""))
    with reading() as db:
        choices = chosen(db)
    if choices.sign_up is not SignUpWay.INVITATION and form.validate_on_submit():
        try:
            return _begin(form)
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("members/sign_up.html", form=form, way=choices.sign_up)
    return page, 422 if form.is_submitted() else 200


def _begin(form: SignUpForm) -> ResponseReturnValue:
    name, email = rules.tidy_name(form.name.data), rules.tidy_email(form.email.data)
    password = rules.check_password(form.password.data, name, email.split("@")[0])
    message = rules.tidy_message(form.message.data or "")
    new = actions.NewMember(name=name, email=email, password_hash=hash_password(password))
    return begin_joining(new, message=message, next=form.next.data)


def begin_joining(
    new: actions.NewMember, *, message: str = "", next: str | None = None
) -> ResponseReturnValue:
    """The same answer whether the address is a member's or nobody's, wherever mail is sent."""
    address = identity.browser_address()
    if not sends():
        with transaction() as db:
            confirmed = sign_ups.begin_without_mail(db, new, message=message, address=address)
        return _lead_on(confirmed.member, next)
    with transaction() as db:
        sign_up_id = sign_ups.begin(db, new, message=message, address=address)
    session["sign_up"] = {"id": sign_up_id, "next": safe_return(next) or ""}
    return redirect(url_for("members.look_into_mail"))


@views.get("/look-into-your-mail")
@guarded(Permission.ANYBODY)
def look_into_mail() -> ResponseReturnValue:
    """After asking for any letter: says the same to everybody."""
    return render_template("members/look_into_mail.html")


@views.route("/sign-up/confirm/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def confirm_sign_up(token: str) -> ResponseReturnValue:
    """Elsewhere than where one signed up it takes the password: whoever opens the letter
    should not become the member that somebody else prepared with their address."""
    try:
        with reading() as db:
            sign_up = sign_ups.begun(db, token)
        return _confirm(sign_up, token)
    except NotFound as over:
        return render_template("members/confirm_sign_up.html", over=over.message), over.status


def _confirm(sign_up: SignUp, token: str) -> ResponseReturnValue:
    here = session.get("sign_up", {}).get("id") == sign_up.id
    form = FlaskForm() if here else ConfirmForm()
    if form.validate_on_submit():
        try:
            if not here:
                _check_password(sign_up, form.password.data)
            with transaction() as db:
                confirmed = sign_ups.confirm(db, token)
            return _lead_on(confirmed.member, session["sign_up"]["next"] if here else "")
        except NotFound:
            raise
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "members/confirm_sign_up.html", form=form, here=here, email=sign_up.email, over=""
    )
    return page, 422 if form.is_submitted() else 200


def _check_password(sign_up: SignUp, password: str) -> None:
    with transaction() as db:
        tries.begin(db, f"sign-up {sign_up.id}", identity.browser_address())
    if not password_fits(password or "", sign_up.password_hash):
        sentence = "This is not the password that was chosen when signing up."
        raise Invalid(sentence, password=sentence)


def _lead_on(member: Member | None, next: str | None) -> ResponseReturnValue:
    """Signed in, to the first step; or to where it says that one has to wait."""
    if member is None:
        session.pop("sign_up", None)
        return redirect(url_for("members.waiting"))
    with transaction() as db:
        token = actions.start_sign_in(db, member, identity.browser())
    identity.begin_sign_in(token, member)
    return redirect(safe_return(next) or first_step())


def first_step() -> str:
    """Where a new member is led."""
    return url_for("welcome.welcome_skills")


@views.get("/sign-up/waiting")
@guarded(Permission.ANYBODY)
def waiting() -> ResponseReturnValue:
    return render_template("members/waiting.html")
