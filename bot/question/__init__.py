"""What a question means: in plain words, in its conversation, of which time, and in whose word."""
