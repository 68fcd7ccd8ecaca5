"""Registering a right whose images come with the request: all of it or nothing."""

from http import HTTPStatus

from api.http.problems import ProblemError, invalid
from api.http.schemas.problem import FieldProblem
from api.http.schemas.rights import RightForm
from api.http.uploads import Uploads
from api.workspace import Workspace
from data.db.rights import Saved, get_rights
from data.decode import ImageError, decode
from data.manifest import Rejected, RightRows, ViewRow, cells
from data.records import Right
from detector.description import DECODE_SIDE


def register_upload(workspace: Workspace, form: RightForm, uploads: Uploads) -> tuple[Saved, Right]:
    """Register the form's right with the uploaded views.

    Raises:
        ProblemError: a view can't be used, or the right is withdrawn; nothing is registered.
    """
    rows = RightRows(form.right(), _view_rows(form, uploads))
    # The registrar would register the views that are good; here they stand or fall together.
    _check_images(workspace, uploads)
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
        ViewRow(name, image=file, location=file, row=row)
        for row, (file, name) in enumerate(zip(files, names, strict=True), 1)
    )


def _names(files: list[str]) -> list[str]:
    """Name views as `data.manifest.read_rights` does where a manifest has no names."""
    return ["front"] if len(files) == 1 else [cells.image_stem(file) for file in files]


def _check_images(workspace: Workspace, uploads: Uploads) -> None:
    errors = []
    for position, file in enumerate(uploads):
        try:
            decode(
                uploads.read(file),
                limits=workspace.settings.decode_limits,
                max_side=DECODE_SIDE,
            )
        except ImageError as error:
            field = f"views[{position}]"
            errors.append(FieldProblem(field=field, file=file, reason=str(error)))
    if errors:
        raise invalid(errors)
