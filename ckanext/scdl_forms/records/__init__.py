"""Rules of records that need neither database nor web: states, keys, differences."""
