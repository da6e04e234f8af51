"""What a reader sees on the pages of whole small sites."""
