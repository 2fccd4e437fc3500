"""What frames, batches and envelopes carry: several messages, fields or events in one body or message."""
