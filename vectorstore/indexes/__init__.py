"""The two indexes that follow the archive, by words and by meaning: written, read, and held to be whole."""
