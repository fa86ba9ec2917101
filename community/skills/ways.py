"""The two directions, and how each is put into words."""

from typing import Any

from community.members.models import Sight
from community.skills.models import Level, Offer, Wish

KINDS: dict[str, Any] = {"teach": Offer, "learn": Wish}
PARTS = {"teach": "teaches", "learn": "learns"}  # of a profile, each with its sight
SEEN_BY = {
    Sight.PUBLIC: "Everybody sees it, signed in or not.",
    Sight.MEMBERS: "Every member sees it.",
    Sight.CIRCLES: "Only people in your circles see it.",
    Sight.NOBODY: "Only you see it.",
}

# Of oneself, as a choice; of others, in a list.
OWN_LEVELS = {
    "teach": {
        Level.BEGINNING: "I can share the first steps",
        Level.PRACTISING: "I do it regularly and can help others along",
        Level.SEASONED: "I know it well, the hard questions too",
    },
    "learn": {
        Level.BEGINNING: "It is new to me",
        Level.PRACTISING: "I have begun and know the basics",
        Level.SEASONED: "I do it already and want to go deeper",
    },
}
LEVELS = {
    "teach": {
        Level.BEGINNING: "Shares first steps",
        Level.PRACTISING: "Does it regularly",
        Level.SEASONED: "Knows it well",
    },
    "learn": {
        Level.BEGINNING: "New to it",
        Level.PRACTISING: "Knows the basics",
        Level.SEASONED: "Wants to go deeper",
    },
}
