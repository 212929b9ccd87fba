"""Who issues tokens: their keys, kept and renewed, and tokens verified by them."""

from chronos.providers.identity.fetch_json import fetch_json
from chronos.providers.identity.issuer import Issuer, claimed_issuer, verify_token
from chronos.providers.identity.key_set import Algorithm, KeySet, SigningKey
from chronos.providers.identity.openid import Attempt, OpenIdProvider, ProvenPerson

__all__ = [
    "Algorithm",
    "Attempt",
    "Issuer",
    "KeySet",
    "OpenIdProvider",
    "ProvenPerson",
    "SigningKey",
    "claimed_issuer",
    "fetch_json",
    "verify_token",
]
