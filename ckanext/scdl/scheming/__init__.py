"""Form definitions of organisations and datasets, for ckanext-scheming."""
