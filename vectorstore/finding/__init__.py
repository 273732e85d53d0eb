"""A request becomes ranked evidence."""
