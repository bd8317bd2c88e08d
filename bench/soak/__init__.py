"""Soaking: a session that plays for hours in real time through the real queue, and what is proved of it meanwhile."""
