"""The rows of the table of ratios; see ../ratios.py."""
