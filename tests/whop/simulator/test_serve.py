"""The simulator on a port of this machine."""

import httpx2
import pytest

from tests.whop.simulated import a_whop, served


async def test_it_answers_on_its_port_and_then_no_more() -> None:
    whop = a_whop()
    async with served(whop) as origin, httpx2.AsyncClient() as http:
        assert (await http.get(f"{origin}/simulator/state")).status_code == 200
        assert whop.simulator.page_origin == origin
    async with httpx2.AsyncClient() as http:
        with pytest.raises(httpx2.ConnectError):
            await http.get(f"{origin}/simulator/state")
