"""A newcomer's first two steps: what they teach and want to learn, and where they meet others."""
