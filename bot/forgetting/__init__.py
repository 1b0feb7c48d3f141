"""What has been kept long enough is forgotten."""
