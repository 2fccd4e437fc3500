"""Ciphertext, told apart from random, packed and pictured data."""
