"""The standards (Table Schemas with their overlays) that the portal speaks."""
