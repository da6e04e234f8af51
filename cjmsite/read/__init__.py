"""The way in: files, front matter with line numbers, validation, Markdown."""
