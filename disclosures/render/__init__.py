"""What a frozen Document looks like: tables, plain text, HTML, PDF, JSON."""
