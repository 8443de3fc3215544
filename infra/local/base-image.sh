#!/usr/bin/env bash
# Makes a base image for `make events` from Debian's packages, for a machine whose container engine reaches no image
# registry. Needs root, debootstrap and a running docker. Elsewhere SAM CLI pulls AWS's own image and this is not needed.
set -euo pipefail

image=public.ecr.aws/lambda/provided:al2023-x86_64
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "Collecting Debian's minimal system (a minute) ..."
debootstrap --variant=minbase bookworm "$folder" > /dev/null
echo "Importing it as $image ..."
tar -C "$folder" -c . | docker import - "$image" > /dev/null
echo "Done: make events"
