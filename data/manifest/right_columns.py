"""The columns of a manifest of rights, for those who fill one in."""

from dataclasses import dataclass

from data.offices import Office
from data.records import Kind, RightStatus, ViewForm


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: Its name in the first row.
        note: What belongs into it.
        example: A value.
        choices: What may be chosen from.
        free: Whether something else than the choices may be written as well.
        required: Whether every row needs it.
        is_day: Whether it holds dates.
    """

    name: str
    note: str
    example: str
    choices: tuple[str, ...] = ()
    free: bool = False
    required: bool = False
    is_day: bool = False


_YES_OR_NO = ("yes", "no")
_KINDS, _FORMS, _STATUSES, _OFFICES = map(tuple, (Kind, ViewForm, RightStatus, Office))

RIGHT_COLUMNS = (
    Column(
        "right_id",
        "Your own name for the right. Rows with the same one make one right.",
        "kettle-1",
        required=True,
    ),
    Column("kind", "A design, or a trade mark.", "registered_design", _KINDS, required=True),
    Column("title", "What a person calls it.", "Kettle with a swan neck", required=True),
    Column(
        "image",
        "Path of the image from this file's folder, or a http(s) address. One row for each image, "
        "twelve at most.",
        "kettle/front.jpg",
        required=True,
    ),
    Column("view", "A name for the image, unique within the right.", "front"),
    Column("form", "How the image was made.", "photograph", _FORMS),
    Column(
        "disclaimed",
        "Parts of the image that are not protected: corners x,y in pixels, three or more, with a "
        "; between two outlines.",
        "10,10 90,10 90,40 10,40",
    ),
    Column("owner", "Who holds the right.", "Brunel Appliances Ltd"),
    Column("owner_verified", "Whether somebody checked that.", "yes", _YES_OR_NO),
    Column(
        "documents", "What it was checked by, and further papers; ; between two.", "deed-17.pdf"
    ),
    Column("agent", "Who acts for the owner.", "Example LLP"),
    Column("agent_from", "First day of the power of attorney.", "2024-01-01", is_day=True),
    Column("agent_until", "Last day of the power of attorney.", "2026-12-31", is_day=True),
    Column("office", "Where it is registered.", "EUIPO", _OFFICES, free=True),
    Column("application_number", "The office's number of the application.", "007614402"),
    Column("registration_number", "The office's number.", "007614402-0001"),
    Column(
        "classes",
        "Locarno classes of a design; Nice classes and Vienna codes of a mark; ; between two.",
        "07-01",
    ),
    Column("words", "The words of a word mark; ; between two.", "swan"),
    Column("filed_on", "Day of the application.", "2024-01-31", is_day=True),
    Column("registered_on", "Day of the registration.", "2024-02-10", is_day=True),
    Column("priority_on", "Day of an earlier filing that is claimed.", "2023-09-01", is_day=True),
    Column("expires_on", "Last day on which it is in force.", "2029-01-31", is_day=True),
    Column("renewed_until", "Last day as last renewed.", "2034-01-31", is_day=True),
    Column("territories", "Two-letter country codes, EU for the Union; none: everywhere.", "EU;GB"),
    Column("status", "How it stands at its office.", "in_force", _STATUSES),
    Column("evaluation_report", "Reference of the office's report on it.", "W2024000123"),
    Column(
        "authorised_sellers", "Sellers whose listings never make a hit; ; between two.", "brunel"
    ),
)
