"""Actions, rights and validators."""
