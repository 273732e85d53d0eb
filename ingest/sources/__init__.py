"""Where articles come from: one file a kind of source, each giving `Arrival`s."""
