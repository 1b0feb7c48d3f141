"""Rules of real towns: pure functions on frozen dataclasses."""
