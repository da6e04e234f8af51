"""The way out: the only code that changes a disk."""
