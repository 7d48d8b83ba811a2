"""Accuracy, speed and peers of xfnlp, one command each."""
