"""Read what people write about an assumption."""
