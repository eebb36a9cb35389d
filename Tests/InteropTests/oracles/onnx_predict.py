"""What onnxruntime makes of a model file.

Input: JSON {model, rows, features}; model and rows (single precision) in base64.
Output: {labels, probabilities: [[..]], metadata: {..}, input, outputs, operators}; the model
has passed onnx.checker.
"""
import base64
import json
import sys

import numpy as np
import onnx
import onnxruntime

request = json.load(sys.stdin)
data = base64.b64decode(request["model"])
model = onnx.load_model_from_string(data)
onnx.checker.check_model(model, full_check=True)
rows = np.frombuffer(base64.b64decode(request["rows"]), "<f4").reshape(-1, request["features"])
session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
labels, probabilities = session.run(["label", "probabilities"], {"features": rows})
json.dump({
    "labels": labels.tolist(),
    "probabilities": probabilities.tolist(),
    "metadata": session.get_modelmeta().custom_metadata_map,
    "input": [session.get_inputs()[0].type, *map(str, session.get_inputs()[0].shape)],
    "outputs": [[o.name, o.type] for o in session.get_outputs()],
    "operators": [node.op_type for node in model.graph.node],
}, sys.stdout)
