"""Breaking correct disclosures, one figure, direction, name, date or row at a time.

``kinds`` are the ways to break one, ``trial`` breaks many and counts what the checks find.
``python -m disclosures.tests.mutation`` prints the share found of each kind.
"""
