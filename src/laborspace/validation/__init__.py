"""How good a space is, against what floor: one file a suite, one page for all."""
