"""Analytics: days counted from what students did."""

from chronos.analytics.recompute import Recomputed, recompute
from chronos.analytics.remove_old_facts import remove_old_facts
from chronos.analytics.roll_up import roll_up_days

__all__ = ["Recomputed", "recompute", "remove_old_facts", "roll_up_days"]
