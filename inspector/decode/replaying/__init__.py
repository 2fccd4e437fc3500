"""How a value was reached, step by step, and a snippet that does it again outside."""
