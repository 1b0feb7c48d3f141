"""The core: who has which place on which day. No HTTP, no chat, no French sentence."""
