"""Frozen structs and enums shared by every layer. No input or output here."""
