"""The straight line from files to pages, as queries: what is asked is computed, and what is computed is remembered."""
