"""What a Word document is made of: styles, sections, tables, and a package of fixed bytes."""
