"""Statistics that analyses and validations share: ridge regression, ranks, group means."""
