"""`chronos db start`, `stop` and `url`."""

import psycopg

from tests.cli.conftest import RunChronos


def test_url_works_in_other_tools(at_home: RunChronos, by_url: RunChronos) -> None:
    for run in (at_home, by_url):
        assert run("db", "push").code == 0
        with psycopg.connect(run("db", "url").out.strip()) as connection:
            assert connection.execute("select count(*) from creators").fetchone() == (0,)


def test_only_the_embedded_server_is_started_and_stopped(at_home: RunChronos, by_url: RunChronos) -> None:
    address = at_home("db", "start").out.strip()
    with psycopg.connect(address) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert at_home("db", "stop").out == "stopped\n"
    assert at_home("db", "stop").err == "The embedded server is not running.\n"
    for command in ("start", "stop"):
        run = by_url("db", command)
        assert run.code == 2
        assert run.message.startswith("CHRONOS_DATABASE_URL is set")
