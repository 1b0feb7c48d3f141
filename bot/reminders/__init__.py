"""Reminders in words: planned in time, looked at once more as they leave, answered with OUI."""
