"""The live preview: the same pages as a build, made when they are asked for, kept in memory, pushed to open tabs."""
