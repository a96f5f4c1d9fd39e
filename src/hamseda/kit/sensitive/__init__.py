"""Bank cards, Shaba accounts and national ids: found by check digits, masked before they are stored."""

from hamseda.kit.sensitive.markup import mask_html
from hamseda.kit.sensitive.masking import Finding, Masked, mask, mask_within, reveal
from hamseda.kit.sensitive.rules import KINDS, Kind

__all__ = ["KINDS", "Finding", "Kind", "Masked", "mask", "mask_html", "mask_within", "reveal"]
