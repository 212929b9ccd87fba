"""`chronos whop connect`, `products`, `give`, `sell`, `disconnect`."""

import json

from tests.cli.conftest import RunChronos


def test_a_creator_is_connected_and_its_products_give_courses(chronos: RunChronos, creator: str) -> None:
    assert chronos("whop", "connect", "Ada", "biz_1", "--user", "user_1").out == "Ada is biz_1 on Whop.\n"
    chronos("course", "add", "Knots")
    assert chronos("whop", "give", "prod_1", "--course", "Knots").out == "prod_1 gives 1 course.\n"
    [product] = json.loads(chronos("whop", "products", "--json").out)
    assert (product["product_id"], product["gives"]) == ("prod_1", "chosen_courses")
    assert chronos("whop", "give", "prod_1", "--nothing").out == "prod_1 gives nothing.\n"
    assert "nothing" in chronos("whop", "products").out
    assert chronos("whop", "give", "prod_1").out == "prod_1 gives the library and all courses.\n"
    assert chronos("whop", "give", "prod_1", "--nothing", "--course", "Knots").code == 2
    assert "CHRONOS_WHOP_COMPANY_ID" in chronos("whop", "sell", "prod_2", "--tier", "pro").message
    assert "no longer connected" in chronos("whop", "disconnect", "Ada").out
