"""Notices and complaints in the database.

Modules of functions that take a `Session`: `data.db.notices.notices`, `data.db.notices.complaints`.
"""
