"""What stops a command and can be mended by whoever typed it. Light to load: every command knows it."""


class SettingsError(Exception):
    """A setting is missing or wrong; the words name it and the cure."""
