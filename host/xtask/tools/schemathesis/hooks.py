"""What no generator can guess: the first well-formed call of some operations becomes one that a client would make.

The candidate `answering`, the job `example-job`, the examples, a finished re-score of one and the job `uploads` with two files are in the
server before; `cargo xtask test` puts them there.
"""

import json
from pathlib import Path

import schemathesis

ROOT = Path(__file__).resolve().parents[4]
COMPONENTS = [ROOT / "target/plugins/touchstone.device-checklist.wasm"]
RESCORE = {"job": "customer-support", "rescore": "2"}
SUBMITTED = {"job": "customer-support", "candidate": "qian-bo"}
FILE = {"job": "uploads", "candidate": "answering", "item": "work"}
ANSWERING = {"job": "backend-engineer", "candidate": "answering", "item": "rate-limiter"}


def example_job():
    interview = json.loads((ROOT / "examples/data-analyst/interview.json").read_text())
    return {**interview, "id": "example-job"}


def answer():
    sheet = json.loads((ROOT / "examples/backend-engineer/answers/wang-fang.json").read_text())
    return sheet["answers"]["rate-limiter"]


def rescore():
    interview = json.loads((ROOT / "examples/clinical-application-engineer/interview.json").read_text())
    item = interview["items"][0]
    config = item["evaluator"]["config"]
    config["steps"][0]["weight"] += 1
    return {"configs": {item["id"]: config}, "reason": "The first step matters more"}


CALLS = {
    "begin_rescore": lambda: ({"job": "clinical-application-engineer"}, rescore()),
    "get_rescore": lambda: (RESCORE, None),
    "get_report": lambda: (RESCORE, None),
    "decide_rescore": lambda: (RESCORE, {"decision": "accept", "by": "li-na", "reason": "It agrees better with people"}),
    "get_similarity": lambda: ({"job": "customer-support"}, None),
    "add_override": lambda: (SUBMITTED, {"by": "li-na", "reason": "It says when", "item": "reply", "points": 80}),
    "replace_job": lambda: ({"job": "example-job"}, example_job()),
    "upload_file": lambda: ({**FILE, "file": "sales.csv"}, b"month,sales\n1,20\n"),
    "get_file": lambda: ({**FILE, "file": "kept.csv"}, None),
    "delete_file": lambda: ({**FILE, "file": "removed.csv"}, None),
    "put_answer": lambda: (ANSWERING, answer()),
}


@schemathesis.serializer("application/wasm")
def component(context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw.get("operationId")
    if case.meta is None or case.meta.generation.mode != schemathesis.GenerationMode.POSITIVE:
        return
    if case.headers.get("If-Match") == "0":
        # Taken for well formed whatever the document's pattern says.
        case.headers.pop("If-Match")
    if operation == "install_plugin" and COMPONENTS:
        kwargs["data"] = COMPONENTS.pop().read_bytes()
    if operation in CALLS:
        path, body = CALLS.pop(operation)()
        if body is not None:
            case.body = body
        case.path_parameters = {**case.path_parameters, **path}
        case.headers.pop("If-Match", None)
