"""The parts around Comentor that tests use for real: databases, a browser, the running server."""
