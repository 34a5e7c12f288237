"""Sheets of rows out of files: encodings, CSV, xlsx, bombs, merged cells. Pure of Django: takes a path, gives rows."""
