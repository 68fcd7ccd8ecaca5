"""HTTP API, web pages, command line and casework: everything that faces a person or a program."""
