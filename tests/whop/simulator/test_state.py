"""The settings that the simulator prints are those of a Chronos that takes it for Whop."""

from chronos.config import Settings
from chronos.whop.simulator import new_simulator, with_school


def test_settings_name_the_port_and_both_hosts() -> None:
    simulator = with_school(new_simulator("http://127.0.0.1:8000/", seed=1))
    simulator.use_port(9191)
    assert simulator.settings["CHRONOS_WHOP_API_URL"] == "http://127.0.0.1:9191/api/v1"
    assert simulator.app_origin == "http://localhost:9191"
    assert simulator.deliverer.webhook.url == "http://127.0.0.1:8000/webhooks/whop"
    assert simulator.settings["CHRONOS_WHOP_COMPANY_ID"] == simulator.operator_id


def test_settings_are_settings_of_chronos() -> None:
    simulator = with_school(new_simulator("http://127.0.0.1:8000", seed=1))
    values = {name.removeprefix("CHRONOS_").lower(): value for name, value in simulator.settings.items()}
    assert values.keys() <= Settings.model_fields.keys()
    assert Settings(_env_file=None, **values).outside == []  # type: ignore[arg-type]


def test_faults_are_used_up() -> None:
    simulator = new_simulator("http://127.0.0.1:8000", seed=1)
    simulator.fail_next("memberships", 500, times=1)
    assert simulator.take_fault("team_members") is None
    assert simulator.take_fault("memberships") is not None
    assert simulator.take_fault("memberships") is None
