"""The doctor: looks at an installation from all sides, and says of each what to do."""
