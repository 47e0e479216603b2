"""Territory, catalogue of standards, and the way to the national portal."""
