"""The program `cjmsite`, also as `python -m cjmsite`."""

import signal


def main() -> None:
    """Run it. Until all is there that can stop in good order, Ctrl-C ends it without a word."""
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # who starts it in the background may not
    if listens:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from cjmsite.cli.main import main as run
    from cjmsite.others import hear

    if listens:
        hear()
    run()


if __name__ == "__main__":
    main()
