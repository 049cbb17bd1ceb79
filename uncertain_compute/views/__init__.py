"""From answers to something a person looks at."""
