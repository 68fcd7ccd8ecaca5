"""Who may reach what, and what was done: keys, what a session sees, the audit log.

Modules of functions that take a `Session`: `data.db.access.keys`, `data.db.access.audit`,
`data.db.access.idempotency`, `data.db.access.privacy`.
"""
