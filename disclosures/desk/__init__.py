"""The officer's desk: the pages of the administration where a draft is made.

``access`` decides who sees and who edits, ``frame`` is what every page shows around itself,
``links`` leads from an address in the Report to the field where it is typed.
"""
