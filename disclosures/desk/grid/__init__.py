"""The sheet of a statement: which lines stand where, what is typed, which codes it may have."""
