"""Writing a recording into a case while it happens."""
