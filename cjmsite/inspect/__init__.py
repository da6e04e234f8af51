"""What the reader sees in a file that nobody has described yet, and the source that would describe it."""
