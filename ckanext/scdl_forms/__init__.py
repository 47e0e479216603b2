"""How people produce, review and publish records."""
