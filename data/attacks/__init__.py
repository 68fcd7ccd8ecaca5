"""What sellers do to a picture so that it is not found: named edits in three strengths."""

from data.attacks.edit import AttackedImage, Edit, NotApplicableError, Strength
from data.attacks.registry import EDITS, apply

__all__ = ["EDITS", "AttackedImage", "Edit", "NotApplicableError", "Strength", "apply"]
