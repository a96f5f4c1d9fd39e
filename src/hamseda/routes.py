"""Every route of the product, domain by domain."""

from litestar.types import ControllerRouterHandler

from hamseda.conversations.attachments_http import router as attachments
from hamseda.conversations.http import router as conversations
from hamseda.conversations.live import live
from hamseda.conversations.search_http import router as search
from hamseda.customers.http import router as customers
from hamseda.organization.http import router as organization

ROUTES: list[ControllerRouterHandler] = [organization, customers, conversations, search, attachments, live]
