"""Values looked for: how they are written, disguised, hashed and cut, and where they stand."""
