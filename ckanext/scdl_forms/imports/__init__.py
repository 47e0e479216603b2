"""Supervised imports: from somebody's sheet to rows of a register, with a look at them in between."""
