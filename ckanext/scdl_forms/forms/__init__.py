"""From a standard to a form, and from what was typed back to values. No database, no web."""
