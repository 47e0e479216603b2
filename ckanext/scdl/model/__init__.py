"""Questions put to CKAN's own tables."""
