"""Skills as a reader finds them: the index, one skill's page, and the moderators' desk."""
