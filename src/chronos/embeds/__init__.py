"""Embeds: what pages of other sites show of a school, on which sites, and the tokens of their visitors."""

from chronos.embeds.embeds import (
    Embed,
    Showing,
    allow_embed,
    end_embed,
    find_embed,
    get_embed,
    list_embeds,
    path_of,
)
from chronos.embeds.sites import MAX_SITES, Site, add_site, list_sites, read_origin, remove_site
from chronos.embeds.tokens import (
    TOKEN_LIFETIME_SECONDS,
    VISIT_LIFETIME_SECONDS,
    EmbedTokens,
    MadeToken,
    Visit,
)

__all__ = [
    "MAX_SITES",
    "TOKEN_LIFETIME_SECONDS",
    "VISIT_LIFETIME_SECONDS",
    "Embed",
    "EmbedTokens",
    "MadeToken",
    "Showing",
    "Site",
    "Visit",
    "add_site",
    "allow_embed",
    "end_embed",
    "find_embed",
    "get_embed",
    "list_embeds",
    "list_sites",
    "path_of",
    "read_origin",
    "remove_site",
]
