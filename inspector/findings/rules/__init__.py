"""One rule per file: `evaluate(case)` gives its findings, and nothing else decides."""
