#!/usr/bin/env bash
# Tries the chart on the cluster that kubectl talks to, such as one of kind, in a namespace of its own: installs it beside
# throw-away databases, files a ticket, upgrades it, and files another. The images tierline/*:trial have to be on the node:
#   for s in intake router sla-monitor notifier; do
#     docker build -f deploy/docker/Dockerfile --build-arg SERVICE=$s -t tierline/$s:trial . && kind load docker-image tierline/$s:trial
#   done
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
namespace=tierline-trial

# What helps to see why, if something here fails.
explain() {
  kubectl --namespace "$namespace" get pods,jobs --output wide || true
  kubectl --namespace "$namespace" get events --sort-by .lastTimestamp | tail -n 40 || true
  kubectl --namespace "$namespace" logs --selector app.kubernetes.io/name=tierline --prefix --tail 20 || true
}
trap '[[ $? -eq 0 ]] || explain' EXIT

kubectl create namespace "$namespace"
kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted
kubectl --namespace "$namespace" apply --filename deploy/helm/kind/databases.yaml
kubectl --namespace "$namespace" rollout status deployment/mongodb deployment/redis --timeout 5m
kubectl --namespace "$namespace" exec deployment/mongodb -- mongosh --quiet --norc --eval '
  // Until its name is known.
  for (let left = 30; ; left -= 1) {
    try {
      rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongodb:27017" }] });
      break;
    } catch (error) {
      if (error.codeName === "AlreadyInitialized") break;
      if (left === 0) throw error;
      sleep(1000);
    }
  }
  while (!db.hello().isWritablePrimary) sleep(200);'
kubectl --namespace "$namespace" create secret generic tierline \
  --from-literal=MONGODB_URI='mongodb://mongodb:27017/tierline?replicaSet=rs0' \
  --from-literal=REDIS_URL='redis://redis:6379' \
  --from-literal=ADMIN_KEY="$(npm run --silent new-key)"

values=(--namespace "$namespace" --values deploy/helm/kind/values.yaml)
helm install tierline deploy/helm/tierline "${values[@]}" --wait --timeout 10m
helm test tierline --namespace "$namespace" --logs
# New pods with another setting, one by one, after the migration ran once more.
helm upgrade tierline deploy/helm/tierline "${values[@]}" --set config.LOG_LEVEL=warn --wait --timeout 10m
helm test tierline --namespace "$namespace" --logs
