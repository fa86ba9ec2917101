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
class SightsChanged:
    """Decided anew who may see which part of their profile; recorded once the profile says so."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class SignInsEnded:
    """These browsers of the member are no longer signed in."""

    member_id: str
    sign_in_ids: tuple[str, ...]
