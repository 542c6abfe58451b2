"""Time of the work behind a disclosure, in CPU seconds: ``make bench``."""
