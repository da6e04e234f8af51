"""How fast cjmsite is beside other generators, on the same pages and the same machine. See README.md."""
