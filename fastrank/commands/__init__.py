"""The commands of the command line: one file each, with its arguments and what it does."""
