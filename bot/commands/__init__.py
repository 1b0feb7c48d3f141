"""The commands of `allo-cantine`, one file each."""
