"""Every route of the product, domain by domain."""

from litestar.types import ControllerRouterHandler

from hamseda.calculations.http import router as calculations
from hamseda.channels.email.composer_http import router as mail_composer
from hamseda.channels.email.http import router as mail
from hamseda.channels.email.quarantine_http import router as mail_quarantine
from hamseda.channels.email.servers_http import router as mail_servers
from hamseda.channels.email.suppression_http import router as mail_suppressions
from hamseda.channels.webchat.http import router as webchat
from hamseda.conversations.attachments_http import router as attachments
from hamseda.conversations.configuration_http import router as configuration
from hamseda.conversations.http import router as conversations
from hamseda.conversations.live import live
from hamseda.conversations.live_http import router as live_events
from hamseda.conversations.moves_http import router as moves
from hamseda.conversations.search_http import router as search
from hamseda.customers.http import router as customers
from hamseda.health import live as health_live
from hamseda.health import ready as health_ready
from hamseda.organization.http import router as organization
from hamseda.pages.chat.http import router as chat_page
from hamseda.pages.printing.http import assets as print_assets
from hamseda.pages.printing.http import router as printing
from hamseda.pages.shop.http import router as shop
from hamseda.routing.http import router as routing
from hamseda.static_files import desk, start, widget
from hamseda.twin.http import router as twin
from hamseda.workforce.http import router as workforce
from hamseda.workforce.shifts.feed_http import router as shift_feed

ROUTES: list[ControllerRouterHandler] = [
    organization,
    customers,
    conversations,
    moves,
    configuration,
    routing,
    calculations,
    workforce,
    twin,
    shift_feed,
    search,
    attachments,
    mail,
    mail_composer,
    mail_servers,
    mail_quarantine,
    mail_suppressions,
    live,
    live_events,
    webchat,
    chat_page,
    printing,
    print_assets,
    shop,
    health_live,
    health_ready,
    desk,
    widget,
    start,
]
