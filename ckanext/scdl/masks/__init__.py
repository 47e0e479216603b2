"""Masks: what an organisation sets over a standard, without ever loosening it."""
