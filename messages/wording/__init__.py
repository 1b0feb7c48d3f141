"""From what happened to the words for it."""
