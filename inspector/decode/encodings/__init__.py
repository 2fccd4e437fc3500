"""Values written in other letters or packed into bytes, and bytes packed by formats that need no schema to be read."""
