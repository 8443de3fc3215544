"""Verifies the tokens of a find request with PyJWT, which shares no code with who made them, and prints what they say.

Reads {"public_key": PEM, "now": seconds, "audience": text, "tokens": {name: token}} and prints {name: {"header", "claims"}}. Whether a
token has begun or ended is judged at "now", not by this machine's clock.
"""

import json
import sys

import jwt


def main() -> None:
    asked = json.load(sys.stdin)
    answer = {}
    for name, token in asked["tokens"].items():
        claims = jwt.decode(
            token,
            asked["public_key"],
            algorithms=["RS256"],
            audience=asked["audience"],
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": ["exp", "nbf", "iat", "jti"]},
        )
        if not claims["nbf"] <= asked["now"] < claims["exp"]:
            raise SystemExit(f"{name} is not valid now")
        answer[name] = {"header": jwt.get_unverified_header(token), "claims": claims}
    json.dump(answer, sys.stdout)


main()
