"""Runs the emulator for tests, with a user pool that knows every operation that the functions ask for.

A test may choose the subject of a person it makes, so that the table and the pool can be prepared apart. Cognito always makes one.
"""

import sys
from pathlib import Path

from ministack import app as emulator
from ministack.services import cognito

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra" / "local"))

import software_tokens  # noqa: E402  the folder has to be known first

new_user_error = cognito._new_user_error


def new_user_error_but_of_the_subject(pool, username, attributes):
    """The emulator's own check of a new person, without the subject."""
    return new_user_error(pool, username, {name: value for name, value in attributes.items() if name != "sub"})


if __name__ == "__main__":
    cognito._new_user_error = new_user_error_but_of_the_subject
    software_tokens.mend()
    emulator.main()
