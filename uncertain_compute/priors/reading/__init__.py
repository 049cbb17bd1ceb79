"""What people write about an assumption, read."""
