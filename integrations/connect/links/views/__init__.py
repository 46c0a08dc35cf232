"""The pages of a connect link."""
