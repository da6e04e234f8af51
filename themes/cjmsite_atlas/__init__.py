"""Atlas, the default theme: templates, style and script of a site that reads like an editorial."""
