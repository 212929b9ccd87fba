"""Notifications: what people and their programs are notified, planned from the outbox and tried until it is sent."""

from chronos.notifications.choices import Channel, Choice, Mode, get_choices, put_choices
from chronos.notifications.deliver import Channels, Delivered, deliver, remove_old, tell_opened_lessons
from chronos.notifications.doctor import NOTIFICATION_CHECKS
from chronos.notifications.oversee import Delivery, list_deliveries, retry_deliveries
from chronos.notifications.own import OwnNotification, list_own
from chronos.notifications.post_webhook import WebhookPoster
from chronos.notifications.unsubscribe import Subscriber, show_subscriber, unsubscribe
from chronos.notifications.webhook_endpoints import (
    KINDS,
    Endpoint,
    NewEndpoint,
    add_endpoint,
    change_endpoint,
    list_endpoints,
    remove_endpoint,
)
from chronos.notifications.word import Kind

__all__ = [
    "KINDS",
    "NOTIFICATION_CHECKS",
    "Channel",
    "Channels",
    "Choice",
    "Delivered",
    "Delivery",
    "Endpoint",
    "Kind",
    "Mode",
    "NewEndpoint",
    "OwnNotification",
    "Subscriber",
    "WebhookPoster",
    "add_endpoint",
    "change_endpoint",
    "deliver",
    "get_choices",
    "list_deliveries",
    "list_endpoints",
    "list_own",
    "put_choices",
    "remove_endpoint",
    "remove_old",
    "retry_deliveries",
    "show_subscriber",
    "tell_opened_lessons",
    "unsubscribe",
]
