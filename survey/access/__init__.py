"""Sign-in, sessions, limits, headers and who may open which page."""
