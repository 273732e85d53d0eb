"""What is remembered, and found again."""
