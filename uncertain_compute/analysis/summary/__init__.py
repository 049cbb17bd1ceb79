"""What a run says of each quantity."""
