"""Damaging files that the readers know, by every means, to see that they only answer."""
