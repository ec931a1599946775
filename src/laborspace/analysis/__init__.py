"""What can be asked of a space: one file per verb."""
