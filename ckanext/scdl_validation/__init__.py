"""Is this table right, and how is it put right?"""
