"""What evidence did to beliefs."""
