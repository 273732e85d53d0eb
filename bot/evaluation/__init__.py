"""How good the answers are: question sets, metrics, runs."""
