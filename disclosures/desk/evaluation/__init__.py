"""Performance tables on the desk: which columns each step types, and the form they make."""
