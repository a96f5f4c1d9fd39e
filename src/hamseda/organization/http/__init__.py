"""Routes of organization: the door, people, and how they are arranged."""

from litestar import Router

from hamseda.organization.http import arrangement, door, hooks, me, oidc, people

router = Router(
    "/api/v1",
    route_handlers=[
        *door.ROUTES,
        *me.ROUTES,
        *oidc.ROUTES,
        *people.ROUTES,
        *arrangement.ROUTES,
        *hooks.ROUTES,
    ],
    tags=["organization"],
)
