"""The parents' own pages at /famille: no password, no script, light enough for a bad line."""
