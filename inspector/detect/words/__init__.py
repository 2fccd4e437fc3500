"""What values say by themselves: words, patterns, check digits."""
