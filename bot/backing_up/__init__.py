"""Backups: the whole database in one file, taken while the town texts, and put back into an empty place."""
