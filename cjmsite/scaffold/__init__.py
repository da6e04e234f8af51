"""What `cjmsite new` writes: a small site that builds, and beginnings of documents."""
