"""How news is written: sentences, words and names, days, credit lines, and orders to a model."""
