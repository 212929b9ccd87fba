"""The entry point: from here on Ctrl-C ends a command in one line, also while the rest is still being imported."""


def run() -> None:
    """What the script `chronos` calls. Nothing is imported before: an interrupt then is the interpreter's to answer."""
    try:
        from chronos.cli.leaving import interrupted_at_once

        with interrupted_at_once():
            from chronos.cli.commands import run_command
        run_command()
    except KeyboardInterrupt:
        from chronos.cli.leaving import leave_interrupted

        leave_interrupted()
