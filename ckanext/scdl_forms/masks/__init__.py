"""Editing masks and overlays: from settings to a page, and back from what was posted."""
