"""Whether a passage supports a claim, and if not, why not."""
