"""The inspection desk: how the units of a region stand beside each other.

Lists read ``Inspection`` and the standing on the disclosure's own row, never a Report. What
depends on the day (late, due soon) or on other units is found when it is shown.
"""
