"""What plans allow and what was used: tiers, rate limits, reserve and settle, the ledger."""

from chronos.usage.charge import Charge, charge_for
from chronos.usage.charge_stored_bytes import charge_stored_bytes
from chronos.usage.creator_limits import CreatorLimits, change_creator_limits, get_creator_limits
from chronos.usage.estimate import Estimate, estimate_transcription
from chronos.usage.prices import (
    MODEL_PRICES,
    PRICES,
    ModelPrice,
    Price,
    Prices,
    Unit,
    choose_prices,
    is_priced,
    list_model_prices,
    list_unit_prices,
    price_of,
    read_model_prices,
)
from chronos.usage.rate_limit import Kind, take_rate_token
from chronos.usage.remove_full_buckets import remove_full_buckets
from chronos.usage.reserve import (
    AnswerHold,
    Meter,
    Reservation,
    keep_hold,
    reserve,
    reserve_answer,
    settle,
    settle_answer,
)
from chronos.usage.show_usage import MeterUsage, UsageReport, get_usage, get_usage_of
from chronos.usage.sweep_holds import sweep_holds
from chronos.usage.tiers import LIMITS, Limits, change_tier, list_tiers
from chronos.usage.usage_days import UsageDay, list_usage_days

__all__ = [
    "LIMITS",
    "MODEL_PRICES",
    "PRICES",
    "AnswerHold",
    "Charge",
    "CreatorLimits",
    "Estimate",
    "Kind",
    "Limits",
    "Meter",
    "MeterUsage",
    "ModelPrice",
    "Price",
    "Prices",
    "Reservation",
    "Unit",
    "UsageDay",
    "UsageReport",
    "change_creator_limits",
    "change_tier",
    "charge_for",
    "charge_stored_bytes",
    "choose_prices",
    "estimate_transcription",
    "get_creator_limits",
    "get_usage",
    "get_usage_of",
    "is_priced",
    "keep_hold",
    "list_model_prices",
    "list_tiers",
    "list_unit_prices",
    "list_usage_days",
    "price_of",
    "read_model_prices",
    "remove_full_buckets",
    "reserve",
    "reserve_answer",
    "settle",
    "settle_answer",
    "sweep_holds",
    "take_rate_token",
]
