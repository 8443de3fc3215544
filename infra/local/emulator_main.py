"""Runs the emulator, mends eight faults of its pinned version, and notes the functions' requests (recorder.py).

First, when a nested stack is updated, the emulator forgets the attributes of every unchanged resource. References to them
(`!GetAtt Key.Arn`) then fail the update, so no change to a file in infra/ could be deployed over existing state. The emulator
keeps those attributes with the stack, so this hands them to it.

Second, its temporary password for an invited person is shorter than our user pool allows, so it refuses the invitation. Cognito
makes one that the pool allows.

Third, in the conditions of a template it does not know the account (`!Ref AWS::AccountId`), so resources for the local stack
alone would be missing.

Fourth, it does not know how to take a second factor away (software_tokens.py).

Fifth, when somebody who signed in on the pages gets a new token, it does not tell the trigger who that is, so the token has no
roles. Cognito tells it.

Sixth, it expands the serverless functions of a template without the template's parameters, so whether deployments are gradual, and
what a version is published for, would be unknown.

Seventh, it does not know saved queries of logs. Nothing depends on one, so here they are names alone.

Eighth, of a version of an object it leaves out the headers that a link asks for, so a browser would show the file instead of
saving it under its name.

Remove each when the pinned version no longer needs it.
"""

from unittest import mock

from ministack import app as emulator
from ministack.core.responses import get_account_id
from ministack.services import cloudformation, cognito, s3
from ministack.services.cloudformation import changesets, engine, handlers, provisioners
from samtranslator.translator import transform as serverless

import recorder
import settings
import software_tokens

update_resource = provisioners._update_resource
short_password = cognito._generate_temp_password
evaluate_conditions = engine._evaluate_conditions
trigger_event = cognito._build_pretoken_event
apply_transforms = engine._apply_transforms
expand = serverless.transform
get_object = s3._get_object


def update_with_known_attributes(kind, physical_id, old, new, stack, logical_id=None, old_attrs=None):
    """The emulator's own update, with the attributes that the stack keeps of the resource."""
    if old_attrs is None:
        resources = cloudformation._stacks.get(stack, {}).get("_resources", {})
        old_attrs = resources.get(logical_id, {}).get("Attributes")
    return update_resource(kind, physical_id, old, new, stack, logical_id, old_attrs)


def long_password():
    """Two of the emulator's own passwords: every kind of character, twice as long."""
    return short_password() + short_password()


def conditions_of_this_account(template, params):
    """The emulator's own evaluation, with the account as one more parameter."""
    return evaluate_conditions(template, {"AWS::AccountId": {"Value": get_account_id()}, **params})


def trigger_event_with_attributes(*, pool_id, username, user_attrs, **others):
    """The emulator's own event, with the attributes of the person when it left them out."""
    if not user_attrs:
        users = (cognito._get_pool_unscoped(pool_id) or {}).get("_users", {})
        user_attrs = cognito._attr_list_to_dict(users.get(username, {}).get("Attributes", []))
    return trigger_event(pool_id=pool_id, username=username, user_attrs=user_attrs, **others)


def transforms_of_these_parameters(template, provided_params=None, previous_params=None):
    """The emulator's own transforms, with the parameters of the deployment for the serverless one."""
    values = engine._transform_parameters(template, provided_params, previous_params)

    def expand_with_parameters(fragment, _none, policies):
        return expand(fragment, values, policies)

    with mock.patch.object(serverless, "transform", expand_with_parameters):
        return apply_transforms(template, provided_params, previous_params)


def object_as_asked_for(bucket, key, headers, query_params, *others, **more):
    """The emulator's own answer, of a version too with the headers that the link asks for."""
    status, answered, body = get_object(bucket, key, headers, query_params, *others, **more)
    if status in (200, 206):
        s3._apply_response_overrides(answered, query_params)
    return status, answered, body


def saved_query(logical_id, properties, stack):
    """A saved query: its name, and nothing behind it."""
    return f"{stack}-{logical_id}", {}


if __name__ == "__main__":
    provisioners._RESOURCE_HANDLERS.setdefault(
        "AWS::Logs::QueryDefinition", {"create": saved_query, "delete": lambda name, properties: None}
    )
    for module in (changesets, engine, handlers, provisioners):
        module._evaluate_conditions = conditions_of_this_account
    for module in (changesets, engine, handlers):
        module._apply_transforms = transforms_of_these_parameters
    provisioners._update_resource = update_with_known_attributes
    cognito._generate_temp_password = long_password
    cognito._build_pretoken_event = trigger_event_with_attributes
    s3._get_object = object_as_asked_for
    software_tokens.mend()
    emulator.app = recorder.recording(emulator.app, settings.REQUESTS_FILE)
    emulator.main()
