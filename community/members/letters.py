"""Letters about accounts. Runs from the outbox, where the secret in a link is made."""

import secrets
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.policy import ADMITTING
from community.core import clock
from community.core.events import E, within
from community.core.outbox import Payload, enqueue, handle, subscribe
from community.core.transaction import reading, transaction
from community.mail import Letter, post
from community.mail.office import sends
from community.members import events, links, rules, tries
from community.members.models import LinkPurpose, Member, SignUp
from community.members.queries import token_hash

IGNORE = "If you did not ask for this, you need not do anything."
IN_TIME = "It works once, within half an hour."


def confirm_sign_up(job: Payload) -> None:
    """Nothing in it that was typed: the address may be somebody else's."""
    token = secrets.token_urlsafe(32)
    with transaction() as db:
        sign_up = db.get(SignUp, job["sign_up_id"])
        if sign_up is None or sign_up.confirmed_at is not None:
            return
        sign_up.token_hash = token_hash(token)
        sign_up.expires_at = clock.now() + rules.SIGN_UP_LASTS
    post(
        Letter(
            to=sign_up.email,
            subject="Please confirm your address",
            paragraphs=["Somebody, probably you, wants to join with this address."],
            button=("Confirm the address", f"/sign-up/confirm/{token}"),
            after=[f"The link works for a day. {IGNORE}"],
        )
    )


def account_sought(job: Payload) -> None:
    _tell(
        job,
        "You have an account already",
        "Somebody, probably you, wanted to use this address for an account. It has one already.",
        "If you forgot the password, you can sign in by a link, or set a new one.",
        button=("Sign in", "/sign-in"),
    )


def tell_who_admits(db: Session, event: events.SignUpWaits) -> None:
    """A letter each, and not one for everybody who waits: the list has them all."""
    admits = select(Member.id).where(Member.role.in_(ADMITTING))
    for member_id in db.scalars(admits):
        if tries.may_mail(db, "waiting", member_id):
            enqueue(db, "mail.waiting", {"member_id": member_id})


def somebody_waits(job: Payload) -> None:
    _tell(
        job,
        "Somebody waits to be let in",
        "Somebody wants to join, has confirmed their address, and waits for a yes.",
        button=("See who waits", "/administration/waiting"),
    )


def let_in(job: Payload) -> None:
    _tell(
        job,
        "You are a member now",
        "Welcome! You were let in, and can sign in with your address and password.",
        button=("Sign in", "/sign-in"),
    )


LINKS = {
    LinkPurpose.SIGN_IN: ("Your link to sign in", "Here is your link to sign in.", "Sign in"),
    LinkPurpose.RESET: (
        "Set a new password",
        "Here is your link to set a new password.",
        "Set a new password",
    ),
    LinkPurpose.CHANGE_EMAIL: (
        "Please confirm your new address",
        "A member wants to sign in with this address from now on.",
        "Confirm the address",
    ),
}


def send_link(job: Payload) -> None:
    purpose = LinkPurpose(job["purpose"])
    with transaction() as db:
        member = db.get(Member, job["member_id"])
        if member is None:
            return
        if purpose is not LinkPurpose.CHANGE_EMAIL and member.email != job["email"]:
            return  # asked for with an address that is theirs no longer
        token = links.make(db, member.id, purpose, job["email"])
    subject, sentence, label = LINKS[purpose]
    post(
        Letter(
            to=job["email"],
            subject=subject,
            paragraphs=[sentence],
            button=(label, f"/link/{token}"),
            after=[f"{IN_TIME} {IGNORE}"],
        )
    )


def password_changed(job: Payload) -> None:
    _tell(
        job,
        "Your password was changed",
        "The password of your account was changed, and other browsers were signed out.",
        "If this was not you, set a new one at once.",
        button=("Set a new password", "/forgotten"),
    )


def email_changed(job: Payload) -> None:
    post(
        Letter(
            to=job["old"],
            subject="Your address was changed",
            paragraphs=[
                "Your account has another e-mail address from now on; this one is no longer its.",
                "If this was not you, please turn to whoever looks after the community at once.",
            ],
        )
    )


def many_tries(job: Payload) -> None:
    _tell(
        job,
        "Somebody tried to sign in as you",
        f"There were {rules.TOLD_AFTER} tries or more to sign in to your account with a wrong "
        "password. None of them got in.",
        "If this was you, a link by mail may be easier. If not, a long password of its own is "
        "what protects you; where you signed in before, you can go on to.",
        button=("Sign in", "/sign-in"),
    )


def _tell(job: Payload, subject: str, *sentences: str, button: tuple[str, str]) -> None:
    """To the member's own address, if they have one."""
    with reading() as db:
        member = db.get(Member, job["member_id"])
    if member is not None and member.email:
        post(Letter(to=member.email, subject=subject, paragraphs=sentences, button=button))


def _deliver(tell: Callable[[Payload], None]) -> Callable[[Sequence[Payload]], None]:
    def deliver(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            tell(job)

    return deliver


def _on(kind: type[E], name: str, tell: Callable[[Payload], None]) -> None:
    subscribe(kind, f"mail.{name}", _deliver(tell), waits_outside=True)


_on(events.SignUpBegun, "confirm_sign_up", confirm_sign_up)
_on(events.AccountSought, "account_sought", account_sought)
within(events.SignUpWaits, tell_who_admits)
handle("mail.waiting", _deliver(somebody_waits), waits_outside=True)
_on(events.LetIn, "let_in", let_in)
_on(events.LinkAsked, "link", send_link)
_on(events.PasswordChanged, "password_changed", password_changed)
_on(events.EmailChanged, "email_changed", email_changed)
_on(events.ManyTries, "many_tries", many_tries)
