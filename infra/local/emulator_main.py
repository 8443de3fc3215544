"""Runs the emulator with one fault of its pinned version mended.

When a nested stack is updated, the emulator forgets the attributes of every resource that did not change, and what
refers to them (`!GetAtt Key.Arn`) fails the update: no change to a file in infra/ could be deployed over existing state.
It keeps those attributes with the stack, so they are handed to it. Remove this when the pinned version does so itself.
"""

from ministack.app import main
from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners

update_resource = provisioners._update_resource


def update_with_known_attributes(kind, physical_id, old, new, stack, logical_id=None, old_attrs=None):
    """The emulator's own update, told what the stack knows of the resource."""
    if old_attrs is None:
        resources = cloudformation._stacks.get(stack, {}).get("_resources", {})
        old_attrs = resources.get(logical_id, {}).get("Attributes")
    return update_resource(kind, physical_id, old, new, stack, logical_id, old_attrs)


if __name__ == "__main__":
    provisioners._update_resource = update_with_known_attributes
    main()
