"""What notices can't be used for, as problem details; and notices as answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from fastapi import Response

from api.http.preconditions import changed, etag
from api.http.problems import ProblemError, invalid, missing
from api.http.schemas.notices import NoticeOut
from api.http.schemas.problem import FieldProblem
from api.notices.completeness import IncompleteNoticeError
from api.notices.desk import UnknownNoticeError
from api.notices.statement import NoStatementError
from api.notices.states import IllegalMoveError
from data.db.notices.notices import ChangedMeanwhileError
from data.notices import Notice


@contextmanager
def as_problems() -> Iterator[None]:
    """Turn what the notice desk refuses into what the sender is told."""
    try:
        yield
    except UnknownNoticeError as error:
        raise missing(_sentence(error)) from error
    except (IllegalMoveError, NoStatementError) as error:
        raise ProblemError(HTTPStatus.CONFLICT, _sentence(error)) from error
    except ChangedMeanwhileError as error:
        raise changed() from error
    except IncompleteNoticeError as error:
        raise invalid(
            [
                FieldProblem(
                    field=found.field,
                    reason=found.reason
                    if found.listing_id is None
                    else f"{found.reason} (listing {found.listing_id!r})",
                )
                for found in error.shortcomings
            ]
        ) from error


def shown(notice: Notice, response: Response) -> NoticeOut:
    """Return a notice as an answer, with its version in the ETag."""
    response.headers["ETag"] = etag(notice.version)
    return NoticeOut.of(notice)


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
