"""The parts of the HTML report: what its page shows, and how it looks and acts."""
