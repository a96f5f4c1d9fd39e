"""The front door of customers: recognising a contact, and whether it may see what was said before."""

from hamseda.customers.addresses import address
from hamseda.customers.names import clean_name
from hamseda.customers.proving import prove_identity
from hamseda.customers.recognition import Recognition, recognise
from hamseda.customers.records import find as find_customers
from hamseda.customers.records import read as read_customer
from hamseda.customers.rules import Claim, may_open_history
from hamseda.customers.told import add_told_identity
from hamseda.customers.views import CustomerItem, CustomerView

__all__ = [
    "Claim",
    "CustomerItem",
    "CustomerView",
    "Recognition",
    "add_told_identity",
    "address",
    "clean_name",
    "find_customers",
    "may_open_history",
    "prove_identity",
    "read_customer",
    "recognise",
]
