"""Bodies: one event in each of the forms in which Whop sends or sent it."""

from datetime import datetime
from typing import Literal, get_args

from chronos.whop.simulator.world import Bought, Company, Event, Json, Person, Product, World

Form = Literal["v1", "dated", "v5", "v2"]
FORMS: tuple[Form, ...] = get_args(Form)
API_VERSION_DATE = "2026-08-21"

# The older forms know these events by other names, and no others.
_OLD_NAMES = {
    "membership.activated": "membership.went_valid",
    "membership.deactivated": "membership.went_invalid",
    "membership.cancel_at_period_end_changed": "membership.cancel_at_period_end_changed",
    "payment.succeeded": "payment.succeeded",
    "payment.failed": "payment.failed",
}


def forms_of(event: Event) -> tuple[Form, ...]:
    """Return the forms in which this event exists."""
    return FORMS if event.type in _OLD_NAMES else ("v1", "dated")


def body_of(world: World, event: Event, form: Form) -> Json:
    """Return the event's body. Raises KeyError where the form has no such event."""
    data = _data(world, event, form)
    if form in ("v5", "v2"):
        return {"action": _OLD_NAMES[event.type], "api_version": form, "data": data}
    body: Json = {"id": event.id, "api_version": "v1", "timestamp": _iso(event.at), "type": event.type, "data": data}
    if form == "v1":
        return body | {"company_id": event.company_id}
    previous = dict.fromkeys(event.changed)
    return body | {
        "account_id": event.company_id,
        "api_version_date": API_VERSION_DATE,
        "previous_attributes": previous or None,
    }


def membership(world: World, bought: Bought) -> Json:
    """Return a membership as a REST read of the dated API has it."""
    company, product = world.find_product(bought.product_id)
    money = {"amount": "10.00", "currency": "usd", "decimals": 2, "display_decimals": 2}
    return {
        "id": bought.id,
        "account": account(company),
        "billing_period_days": None if product.is_one_time else 30,
        "cancel_at_period_end": bought.cancel_at_period_end,
        "canceled_at": _iso(bought.canceled_at),
        "created_at": _iso(bought.created_at),
        "current_period_end": _iso(bought.period_end),
        "expires_at": _iso(bought.period_end) if bought.status == "expired" else None,
        "initial_price": money,
        "renewal_price": None if product.is_one_time else money,
        "member": None,
        "member_id": None if bought.user_id is None else bought.user_id.replace("user_", "mber_"),
        "metadata": {},
        "plan_id": product.plan_id,
        "product": {"id": product.id, "title": product.title, "logo_url": None},
        "product_id": product.id,
        "status": bought.status,
        "updated_at": _iso(bought.updated_at),
        "user_id": bought.user_id,
    }


def account(company: Company) -> Json:
    """Return a company as records of the dated API refer to it."""
    route = "".join(c for c in company.title.lower() if c.isalnum())
    return {"id": company.id, "title": company.title, "route": route, "logo_url": None}


def _data(world: World, event: Event, form: Form) -> Json:
    bought = event.subject
    if bought is None:
        return {"id": event.company_id}
    company, product = world.find_product(bought.product_id)
    person = world.people[bought.user_id] if bought.user_id is not None else None
    if form == "dated":
        data = membership(world, bought)
    elif form == "v1":
        data = _v1(bought, company, product, person)
    elif form == "v5":
        data = _v5(bought, company, product)
    else:
        data = _v2(bought, product, person)
    if event.type.startswith("payment."):
        status = "paid" if event.type == "payment.succeeded" else "open"
        kept = {name: data[name] for name in ("user", "user_id", "company", "account", "product_id") if name in data}
        payment: Json = {"id": bought.id.replace("mem_", "pay_"), "status": status, "membership": {"id": bought.id}}
        return payment | _time_of_payment(event, form) | kept
    return data


def _time_of_payment(event: Event, form: Form) -> Json:
    at = _epoch(event.at) if form in ("v5", "v2") else _iso(event.at)
    tried = "last_payment_attempt_at" if form == "dated" else "last_payment_attempt"
    return {tried: at, "paid_at": at if event.type == "payment.succeeded" else None}


def _v1(bought: Bought, company: Company, product: Product, person: Person | None) -> Json:
    user = person and {"id": person.id, "username": person.username, "name": person.name, "email": person.email}
    return {
        "id": bought.id,
        "status": bought.status,
        "created_at": _iso(bought.created_at),
        "joined_at": _iso(bought.created_at),
        "updated_at": _iso(bought.updated_at),
        "manage_url": f"https://whop.com/billing/manage/{bought.id}",
        "member": person and {"id": person.id.replace("user_", "mber_")},
        "user": user,
        "renewal_period_start": _iso(bought.created_at),
        "renewal_period_end": _iso(bought.period_end),
        "cancel_at_period_end": bought.cancel_at_period_end,
        "cancel_option": None,
        "cancellation_reason": None,
        "canceled_at": _iso(bought.canceled_at),
        "currency": "usd",
        "company": {"id": company.id, "title": company.title},
        "plan": {"id": product.plan_id},
        "promo_code": None,
        "product": {"id": product.id, "title": product.title},
        "license_key": None,
        "metadata": {},
        "payment_collection_paused": False,
        "custom_field_responses": [],
    }


def _v5(bought: Bought, company: Company, product: Product) -> Json:
    return {
        "id": bought.id,
        "product_id": product.id,
        "user_id": bought.user_id,
        "plan_id": product.plan_id,
        "page_id": company.id,
        "created_at": _epoch(bought.created_at),
        "expires_at": _epoch(bought.period_end),
        "renewal_period_start": _epoch(bought.created_at),
        "renewal_period_end": _epoch(bought.period_end),
        "quantity": 1,
        "status": bought.status,
        "valid": bought.gives_access,
        "cancel_at_period_end": bought.cancel_at_period_end,
        "license_key": None,
        "metadata": {},
        "checkout_id": None,
        "affiliate_username": None,
        "manage_url": f"https://whop.com/billing/manage/{bought.id}",
        "company_buyer_id": None,
        "marketplace": False,
    }


def _v2(bought: Bought, product: Product, person: Person | None) -> Json:
    return {
        "id": bought.id,
        "product": {"id": product.id, "name": product.title},
        "user": person and {"id": person.id, "username": person.username, "email": person.email},
        "plan": {"id": product.plan_id, "plan_type": "one_time" if product.is_one_time else "renewal"},
        "email": person and person.email,
        "status": bought.status,
        "valid": bought.gives_access,
        "cancel_at_period_end": bought.cancel_at_period_end,
        "expires_at": _epoch(bought.period_end),
        "renewal_period_start": _epoch(bought.created_at),
        "renewal_period_end": _epoch(bought.period_end),
        "created_at": _epoch(bought.created_at),
        "metadata": {},
    }


def _iso(time: datetime | None) -> str | None:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z") if time else None


def _epoch(time: datetime | None) -> int | None:
    return int(time.timestamp()) if time else None
