"""How the portal describes its data to machines: DCAT-AP 3, and the feed that data.gouv.fr harvests."""
