"""Codes on paper: a guardian whom no text can reach gets a letter, and its code links the phone that sends it back."""
