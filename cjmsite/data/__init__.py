"""From a company's exports to typed rows, and from rows to numbers that say where they come from."""
