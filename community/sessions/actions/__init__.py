"""Everything that changes a hosted session."""
