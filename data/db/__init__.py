"""The database, which is the truth: rights and views, embeddings and features of their
images, hits.

Repositories are modules of functions that take a `Session`: `data.db.rights`,
`data.db.embeddings`, `data.db.image_features`, `data.db.hits`.
"""

from sqlalchemy.orm import Session

from data.db.database import Database
from data.db.errors import DatabaseUnavailableError, SchemaError

__all__ = ["Database", "DatabaseUnavailableError", "SchemaError", "Session"]
