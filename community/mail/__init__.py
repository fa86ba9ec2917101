"""Letters to members: written once, posted by whichever way the operator set up."""

from community.mail.letters import CalendarFile, Letter
from community.mail.office import post

__all__ = ["CalendarFile", "Letter", "post"]
