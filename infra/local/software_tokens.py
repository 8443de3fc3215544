"""Lets the emulator's user pool take a person's second factor away, as Cognito does since August 2026.

The pinned version does not know `AdminDeleteSoftwareToken`. Remove this when it does.
"""

from ministack.core.responses import json_response
from ministack.services import cognito

dispatch = cognito._dispatch_idp


async def dispatch_with_software_tokens(action: str, data: dict):
    """The emulator's own operations, and that one."""
    if action != "AdminDeleteSoftwareToken":
        return await dispatch(action, data)
    pool, error = cognito._resolve_pool(data.get("UserPoolId"))
    if error:
        return error
    user, error = cognito._resolve_user(pool, data.get("Username"))
    if error:
        return error
    user["_mfa_enabled"] = [factor for factor in user.get("_mfa_enabled", []) if factor != "SOFTWARE_TOKEN_MFA"]
    if user.get("_preferred_mfa") == "SOFTWARE_TOKEN_MFA":
        user["_preferred_mfa"] = ""
    return json_response({})


def mend() -> None:
    """Adds it to the emulator in this process."""
    cognito._dispatch_idp = dispatch_with_software_tokens
