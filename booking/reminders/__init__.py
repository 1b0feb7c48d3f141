"""Reminders: whom an end concerns, and what has been told, once."""
