"""Writes the JSON schemas that kubeconform needs, from what package registries carry:

    python kubernetes_schemas.py VERSION OUT [CRD.yaml ...]

The schemas of Kubernetes VERSION, such as 1.34, come from the package kubernetes-validate, which this Python must have.
They point at one shared file of definitions, which kubeconform cannot follow: here each is whole. Those of other kinds
come from files of CustomResourceDefinitions. Unknown fields are refused in both.
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml

# What the chart, and the trial of it on a cluster, consist of.
KINDS = [
    "configmap-v1",
    "deployment-apps-v1",
    "horizontalpodautoscaler-autoscaling-v2",
    "job-batch-v1",
    "networkpolicy-networking-v1",
    "pod-v1",
    "poddisruptionbudget-policy-v1",
    "service-v1",
]


def whole(node, definitions):
    """The schema with every reference replaced by what it names."""
    if isinstance(node, list):
        return [whole(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return whole(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
    return {key: whole(value, definitions) for key, value in node.items()}


def strict(node):
    """The schema of a custom resource, closed where it lists fields, in words that JSON Schema has."""
    if isinstance(node, list):
        return [strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    closed = {key: strict(value) for key, value in node.items()}
    if node.get("x-kubernetes-int-or-string") is True:
        closed["type"] = ["integer", "string"]
    lists_fields = isinstance(node.get("properties"), dict) and node.get("type") == "object"
    if lists_fields and not node.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed


def main(version, out, *crds):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    package = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    source = package / f"v{version}.0-local-strict"
    definitions = json.loads((source / "_definitions.json").read_text())["$defs"]
    for kind in KINDS:
        schema = json.loads((source / f"{kind}.json").read_text())
        (folder / f"{kind}.json").write_text(json.dumps(whole(schema, definitions)))

    for path in crds:
        spec = yaml.safe_load(pathlib.Path(path).read_text())["spec"]
        for one in spec["versions"]:
            schema = strict(one["schema"]["openAPIV3Schema"])
            # Kubernetes itself knows what metadata is.
            schema["properties"]["metadata"] = {"type": "object"}
            name = f"{spec['names']['kind'].lower()}-{spec['group'].split('.')[0]}-{one['name']}.json"
            (folder / name).write_text(json.dumps(schema))


if __name__ == "__main__":
    main(*sys.argv[1:])
