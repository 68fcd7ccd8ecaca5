"""What can go wrong with the database as a whole.

DatabaseUnavailableError    it can't be reached, opened or written to
SchemaError                 its tables are not those that this version works with
"""


class DatabaseUnavailableError(RuntimeError):
    """The database can't be reached, opened or written to."""


class SchemaError(RuntimeError):
    """The tables are not those that this version of Lookalike works with."""
