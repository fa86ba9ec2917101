"""Skills as a reader finds them: the index, one skill's page, and the moderators' desk."""

from community.discovery.skills.queries import known_skills

__all__ = ["known_skills"]
