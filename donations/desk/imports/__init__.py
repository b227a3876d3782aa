"""Donations from a file: read, judged line by line, recorded once however often the file is given."""
