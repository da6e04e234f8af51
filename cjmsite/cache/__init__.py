"""What a run knew, for the next one: answers of queries on disk, safe to delete, to share and to find damaged."""
