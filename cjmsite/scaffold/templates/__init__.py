"""The texts, as files. `{title}` and the like are filled in; whatever else stands in braces stays."""
