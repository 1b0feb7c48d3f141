"""Bringing old files in, as people see it: the run with its transactions, the report, the words, the letters."""
