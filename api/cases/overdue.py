"""The job that finds what is overdue, however long it has not run.

Everything takes effect as of its deadline, see `api.cases.procedure`: running the job late, twice,
or in two places at once comes to the same.
"""

from collections.abc import Iterator
from datetime import datetime

from api.cases.casework import Casework, NoSuchCaseError
from api.cases.procedure import Progress
from data.db import Database
from data.db.casework.cases import StaleCaseError, overdue_case_ids

_BATCH = 200


def settle_overdue(database: Database, casework: Casework, now: datetime) -> Iterator[Progress]:
    """Have everything that is overdue at a time take effect; yield the cases that it changed.

    A case that somebody else changes at the same moment is brought up to date by them.
    """
    seen: set[int] = set()
    while True:
        with database.read() as session:
            found = overdue_case_ids(session, now, limit=_BATCH + len(seen))
        fresh = [case_id for case_id in found if case_id not in seen]
        if not fresh:
            return
        for case_id in fresh:
            try:
                progress = casework.bring_up_to_date(case_id, now)
            except (StaleCaseError, NoSuchCaseError):
                # Not looked at again: the next run will.
                seen.add(case_id)
                continue
            if progress.transitions:
                yield progress
