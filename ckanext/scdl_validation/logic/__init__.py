"""Actions, their rights and their schemas."""
