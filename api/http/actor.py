"""In what capacity whoever asks moves cases."""

from typing import Annotated

from fastapi import Depends, Request

from api.auth.principal import LOCAL
from api.http.authorisation import principal_of
from data.actors import Actor


def current_actor(request: Request) -> Actor:
    """Return who asks, as somebody who acts."""
    principal = principal_of(request) or LOCAL
    return Actor(principal.name, principal.role)


CurrentActor = Annotated[Actor, Depends(current_actor)]
"""Who asks."""
