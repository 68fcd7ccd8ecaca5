"""Cases in the database: their listings, what happened to them, and strikes.

Repositories are modules of functions that take a `Session`, as in `data.db`.
"""
