"""`chronos db start`, `stop` and `url`."""

import socket

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


def test_password_of_tcp_is_shown_once(at_home: RunChronos) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    first = at_home("db", "start", "--tcp-port", port)
    assert first.out == f"postgresql://postgres@127.0.0.1:{port}/postgres\n"
    password = first.err.rstrip().rpartition(" ")[2]
    with psycopg.connect(first.out.strip(), password=password) as connection:
        assert connection.execute("select current_user").fetchone() == ("postgres",)
    second = at_home("db", "start", "--tcp-port", port)
    assert second.out == first.out
    assert password not in second.err
    assert "postgres-password" in second.err
