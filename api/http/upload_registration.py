"""Registering a right whose images come with the request: all of it or nothing."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

from api.http.problems import ProblemError, invalid
from api.http.schemas.problem import FieldProblem
from api.http.schemas.rights import RightForm
from api.http.uploads import Uploads
from api.workspace import Workspace
from data.db.rights import Saved, get_rights
from data.decode import ImageError, decode
from data.manifest import Rejected, RightRows, ViewRow, cells
from data.manifest.cells import CellError
from data.manifest.polygons import check_inside
from data.offices import check_right
from data.records import Right
from detector.description import DECODE_SIDE

Value = TypeVar("Value")


def register_upload(workspace: Workspace, form: RightForm, uploads: Uploads) -> tuple[Saved, Right]:
    """Register the form's right with the uploaded views.

    Raises:
        ProblemError: a view can't be used, or the right is withdrawn; nothing is registered.
    """
    right = form.right()
    _check_fields(form, right)
    rows = RightRows(right, _view_rows(form, uploads))
    # The registrar would register the views that are good; here they stand or fall together.
    _check_images(workspace, uploads, rows.views)
    rejected: list[Rejected] = []
    summary = workspace.registrar.register([rows], read=uploads.read, reject=rejected.append)
    if rejected:
        # Images were checked, so it is the right itself that can't be registered.
        raise ProblemError(HTTPStatus.CONFLICT, "The right is withdrawn: restore it first.")
    (outcome,) = summary.rights
    with workspace.database.read() as session:
        return outcome, get_rights(session, [form.right_id])[form.right_id]


def _view_rows(form: RightForm, uploads: Uploads) -> tuple[ViewRow, ...]:
    files = list(uploads)
    names = list(form.view_names) or _names(files)
    if len(names) != len(files):
        reason = f"has {len(names)} names for {len(files)} views"
        raise invalid([FieldProblem(field="view_names", reason=reason)])
    forms = _one_each("view_forms", form.view_forms, len(files), None)
    disclaimed = _one_each("view_disclaimed", form.view_disclaimed, len(files), ())
    twice = [
        FieldProblem(
            field=f"views[{position}]",
            file=file,
            reason=f"is called {name!r} like another view: name each one in view_names",
        )
        for position, (file, name) in enumerate(zip(files, names, strict=True))
        if name in names[:position]
    ]
    if twice:
        raise invalid(twice)
    return tuple(
        ViewRow(name, file, file, row, view_form, parts)
        for row, (file, name, view_form, parts) in enumerate(
            zip(files, names, forms, disclaimed, strict=True), 1
        )
    )


def _one_each(field: str, given: Sequence[Value], views: int, otherwise: Value) -> Sequence[Value]:
    """Return the value for each view; a field that was not sent has none."""
    if not given:
        return [otherwise] * views
    if len(given) != views:
        reason = f"has {len(given)} values for {views} views"
        raise invalid([FieldProblem(field=field, reason=reason)])
    return given


def _check_fields(form: RightForm, right: Right) -> None:
    errors = [FieldProblem(field=error.field, reason=error.reason) for error in check_right(right)]
    if right.agent is None:
        errors += [
            FieldProblem(field=field, reason="has no agent: fill in agent")
            for field in ("agent_from", "agent_until")
            if getattr(form, field) is not None
        ]
    if errors:
        raise invalid(errors)


def _names(files: list[str]) -> list[str]:
    """Name views as `data.manifest.read_rights` does where a manifest has no names."""
    return ["front"] if len(files) == 1 else [cells.image_stem(file) for file in files]


def _check_images(workspace: Workspace, uploads: Uploads, views: Sequence[ViewRow]) -> None:
    errors = []
    for position, (file, view) in enumerate(zip(uploads, views, strict=True)):
        try:
            image = decode(
                uploads.read(file),
                limits=workspace.settings.decode_limits,
                max_side=DECODE_SIDE,
            )
            check_inside(view.disclaimed, image.width, image.height)
        except ImageError as error:
            field = f"views[{position}]"
            errors.append(FieldProblem(field=field, file=file, reason=str(error)))
        except CellError as error:
            field = f"view_disclaimed[{position}]"
            errors.append(FieldProblem(field=field, file=file, reason=str(error)))
    if errors:
        raise invalid(errors)
