"""What is forgotten of people: their words in the journal, and what stands on their files."""
