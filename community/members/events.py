"""What happens to members."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MemberJoined:
    """Has an account from now on, and by which invitation, if by one.

    `approved`: somebody said yes to them, so that it does not matter what became of it.
    """

    member_id: str
    invitation_id: str | None = None
    approved: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberChanged:
    """Joined the community, or changed their profile."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class MemberRenamed:
    """Is called something else from now on, by name or by handle."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class SightsChanged:
    """Decided anew who may see which part of their profile; recorded once the profile says so."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class BlocksChanged:
    """Put something between themselves and another member, or took it away."""

    member_id: str
    other_id: str


@dataclass(frozen=True, kw_only=True)
class SignInsEnded:
    """These browsers of the member are no longer signed in."""

    member_id: str
    sign_in_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordChanged:
    """By whomever: its member should hear of it."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class SignUpBegun:
    """Somebody gave this address; whether it is theirs, a letter will tell."""

    sign_up_id: str


@dataclass(frozen=True, kw_only=True)
class AccountSought:
    """Somebody wanted to join with the address of a member."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class SignUpWaits:
    """Somebody confirmed their address and waits to be let in."""

    sign_up_id: str


@dataclass(frozen=True, kw_only=True)
class LetIn:
    """Whoever waited for approval is a member now."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class LinkAsked:
    """A member, or somebody who knows their address, wants a link by mail."""

    member_id: str
    purpose: str
    email: str


@dataclass(frozen=True, kw_only=True)
class EmailChanged:
    """The member signs in with another address now; the old one should hear of it."""

    member_id: str
    old: str


@dataclass(frozen=True, kw_only=True)
class ManyTries:
    """Somebody guesses the member's password."""

    member_id: str
