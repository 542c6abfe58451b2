"""Archives: all files of a year, of a level or of a department, in one ZIP."""
