"""What public finance says, as plain Python: no Django, no clock, no files, no I/O."""
