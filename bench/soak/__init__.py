"""A long time of random edits on one site: what goes on from before is held against what is made anew."""
