"""Notices: what staff write to many, who is told, and how far it came to each of them."""
