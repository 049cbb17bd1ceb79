"""Read and write runs on disk."""
