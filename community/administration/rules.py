"""Decisions about administration that need no database."""

from community.access.actor import CommunityRole
from community.core.errors import Invalid, Refused

# Each may do what those before it in this list may, as far as giving roles goes.
RANKS = (
    CommunityRole.MEMBER,
    CommunityRole.COORDINATOR,
    CommunityRole.MODERATOR,
    CommunityRole.ADMINISTRATOR,
)
ABOUT = {
    CommunityRole.MEMBER: "Teaches and learns, like everybody.",
    CommunityRole.COORDINATOR: "Brings people in: invitations, waiting sign-ups.",
    CommunityRole.MODERATOR: "Looks after the list of skills.",
    CommunityRole.ADMINISTRATOR: "All of this, members’ roles, settings and exports.",
}


def check_grant(giver: CommunityRole, now: CommunityRole, new: CommunityRole) -> None:
    """Raise unless somebody of role `giver` may turn a `now` into a `new`: nobody gives what is
    above their own, or takes it from somebody above them."""
    if giver is not CommunityRole.ADMINISTRATOR:
        raise Refused("Only administrators give roles.")
    if max(RANKS.index(now), RANKS.index(new)) > RANKS.index(giver):
        raise Refused("Nobody gives or takes a role above their own.")


def as_role(text: str) -> CommunityRole:
    try:
        return CommunityRole(text)
    except ValueError as error:
        raise Invalid("There is no such role.") from error
