"""Live capture with mitmproxy, in a process of its own."""
