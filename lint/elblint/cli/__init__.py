"""The command line. Parses options and picks an exit code; everything else is imported when it is needed."""

from __future__ import annotations

import contextlib
import os
import sys

from elblint.cli.exit_codes import FAILURE
from elblint.cli.fast_arguments import quick_check
from elblint.cli.output import print_error
from elblint.errors import OUT_OF_MEMORY, ElblintError, UsageError, fault_words
from elblint.i18n.localized import localized
from elblint.i18n.words import word
from elblint.system.budget import bound_run, release_run
from elblint.system.signals import signals
from elblint.system.type_names import TYPE_CHECKING, NoReturn
from elblint.text.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run, and turn elblint's own errors into a message and exit code 2."""
    with contextlib.suppress(ValueError, OSError):
        # Who is interrupted leaves nothing behind, and did not find what exit code 1 stands for.
        for number in (
            signals.SIGTERM,
            signals.SIGINT,
            *([signals.SIGHUP] if hasattr(signals, "SIGHUP") else []),
        ):
            signals.signal(number, lambda number, frame: sys.exit(128 + number))
    bound_run(Limits().run_seconds, Limits().run_memory)
    try:
        _check_names(sys.argv[1:])
        check = quick_check(sys.argv[1:])
        if check is not None:
            check()
        from elblint.cli.app import run_app

        run_app(sys.argv[1:])
    except ElblintError as error:
        _fail(error.messages)
    except MemoryError:
        _fail(lambda lang: [OUT_OF_MEMORY])
    except OSError as error:
        # What no part of the program could name better: a full disk behind standard output, a working folder
        # that is gone.
        said = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        _fail(lambda lang: [said])
    except Exception as error:
        if os.environ.get("ELBLINT_TRACEBACK"):
            raise
        fault = fault_words(error)
        _fail(lambda lang: [word("own-fault", lang, fault=fault)])
    finally:
        release_run()


def _fail(messages: Callable[[str], list[str]]) -> NoReturn:
    """Say on standard error what ended the run, in the language that was asked for, and exit."""
    from elblint.cli.language import asked_language

    # The limits of the run are not for its last words, whose table may have to be loaded.
    release_run()
    lang = asked_language(sys.argv[1:])
    for message in messages(lang):
        print_error(word("error", lang) + word("colon", lang) + message)
    sys.exit(FAILURE)


def _check_names(arguments: list[str]) -> None:
    """Refuse a file that is called like an option, as a hook may hand it over. Raises UsageError."""
    for argument in arguments:
        if argument == "--":
            return
        if argument.startswith("-") and argument != "-" and os.path.lexists(argument):
            raise UsageError(localized("option-and-file").at(argument))
