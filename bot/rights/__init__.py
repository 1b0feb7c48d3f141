"""The rights of a family over its data (RGPD, articles 15, 17 and 20): to be given it, to have it erased."""
