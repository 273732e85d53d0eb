"""The world becomes clean articles, each once."""
