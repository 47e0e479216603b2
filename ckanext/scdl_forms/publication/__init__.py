"""How approved records go online: files, DataStore, dataset, and the order that makes it atomic."""
