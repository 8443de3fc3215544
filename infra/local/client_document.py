"""Reads the API document as YAML 1.1 (PyYAML) and as YAML 1.2 (ruamel): both must find the same."""

import sys
from pathlib import Path

import yaml
from ruamel.yaml import YAML


def differences(one: object, other: object, place: str) -> list[str]:
    """The places where two readings differ. A text is no number and `true` is not 1."""
    if type(one) is not type(other):
        return [f"{place}: {one!r} and {other!r}"]
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [(type(key).__name__, str(key)) for key in one], [(type(key).__name__, str(key)) for key in other]
        if sorted(keys[0]) != sorted(keys[1]):
            return [f"{place}: keys {sorted(set(keys[0]) ^ set(keys[1]))}"]
        return [found for key in one for found in differences(one[key], other[key], f"{place}/{key}")]
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return [f"{place}: {len(one)} and {len(other)} items"]
        return [found for at, pair in enumerate(zip(one, other)) for found in differences(*pair, f"{place}/{at}")]
    return [] if one == other else [f"{place}: {one!r} and {other!r}"]


def main() -> None:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    found = differences(yaml.safe_load(text), reader.load(text), "")
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
