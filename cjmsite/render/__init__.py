"""From documents to pages: templates, the frame around every page, lists, and files for machines."""
