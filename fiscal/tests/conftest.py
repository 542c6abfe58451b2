"""Hypothesis for a pure core: few examples, no clock (busy machines would fail a deadline)."""

from hypothesis import settings

settings.register_profile("fiscal", max_examples=30, deadline=None)
settings.load_profile("fiscal")
