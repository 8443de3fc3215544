"""Runs the emulator for tests, with a user pool that knows every operation that the functions ask for."""

import sys
from pathlib import Path

from ministack import app as emulator

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra" / "local"))

import software_tokens  # noqa: E402  the folder has to be known first

if __name__ == "__main__":
    software_tokens.mend()
    emulator.main()
