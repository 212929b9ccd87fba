"""Entry point of the script `chronos`: from here on, Ctrl-C and SIGTERM end a command with one line."""


def run() -> None:
    """Run the command line. Nothing is imported before: Python itself answers an interrupt until then."""
    try:
        from chronos.cli.exit_process import exit_on_interrupt, stop_on_termination

        stop_on_termination()
        with exit_on_interrupt():
            from chronos.cli.run_command import run_command
        run_command()
    except KeyboardInterrupt:
        from chronos.cli.exit_process import exit_interrupted

        exit_interrupted()
