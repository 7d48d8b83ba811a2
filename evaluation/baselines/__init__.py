"""Systems to measure xfnlp against, run on the same gold by the same scorer."""
