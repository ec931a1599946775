"""The verbs of a space as methods that answer in pandas, a few to a file."""
