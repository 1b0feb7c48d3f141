"""Saint-Aubin-les-Oliviers, an invented town to try everything with."""
