"""Everything out, and in again: no town is locked in."""
