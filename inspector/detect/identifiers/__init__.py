"""Values that tell one browser or account from all others: where they repeat, who shares them, which cookies."""
