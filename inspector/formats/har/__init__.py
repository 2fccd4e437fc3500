"""HTTP Archive (HAR 1.1, 1.2, 1.3 and what producers made of them)."""
