"""A question becomes an answer one can check."""
