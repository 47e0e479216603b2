"""Standards that the operator adds at run time, from a descriptor: no code, no restart."""
