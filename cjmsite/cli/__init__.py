"""The command line: the edge where the clock, the environment and the terminal are."""
