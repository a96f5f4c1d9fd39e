"""Every route of the product, domain by domain."""

from litestar.types import ControllerRouterHandler

from hamseda.organization.http import router as organization

ROUTES: list[ControllerRouterHandler] = [organization]
