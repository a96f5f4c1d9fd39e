"""Every route of the product, domain by domain."""

from litestar.types import ControllerRouterHandler

from hamseda.conversations.http import router as conversations
from hamseda.conversations.live import live
from hamseda.organization.http import router as organization

ROUTES: list[ControllerRouterHandler] = [organization, conversations, live]
