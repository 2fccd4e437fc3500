"""Files to flows and back: pure, streaming, one format per package."""
