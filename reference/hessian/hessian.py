"""Gradient norm and minimum ratio of a checkpoint, with PyTorch.

    python hessian.py my_checkpoint.safetensors [more files: .safetensors, .npz or .json]

The network is f(x) = beta + alpha * sum_j sin(w_j x + b_j), fitted to f(x) = sin(5 pi x) / (5 pi x) with noise, and the loss
is the mean squared error over the checkpoint's own data. Its last layer is FROZEN: the weights alpha and the bias beta
belong to the task and are not trained, so the parameters are the w_j and b_j alone, and the Hessian is over these.
"""
import json
import struct
import sys

import numpy as np
import torch

NAMES = ("w", "b", "beta", "alpha", "x", "y")


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    types = {"F32": "<f4", "F64": "<f8"}
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], dtype=types[entry["dtype"]])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def read_checkpoint(path):
    if path.endswith(".safetensors"):
        arrays = read_safetensors(path)
    elif path.endswith(".npz"):
        arrays = np.load(path)
    else:
        with open(path) as file:
            arrays = json.load(file)
    # float64: the numbers are exact in float32, and the sign of a small eigenvalue should not hang on rounding.
    return {name: torch.tensor(np.array(arrays[name], dtype=np.float64)).squeeze() for name in NAMES}


def evaluate(checkpoint):
    units = checkpoint["w"].numel()

    def loss(parameters):
        w, b = parameters[:units], parameters[units:]
        hidden = torch.sin(checkpoint["x"][:, None] * w + b)
        prediction = checkpoint["beta"] + checkpoint["alpha"] * hidden.sum(dim=1)
        return ((prediction - checkpoint["y"]) ** 2).mean()

    parameters = torch.cat([checkpoint["w"], checkpoint["b"]]).requires_grad_(True)
    (gradient,) = torch.autograd.grad(loss(parameters), parameters)
    # The exact Hessian: the derivative of the gradient. (A Gauss-Newton matrix has no negative eigenvalues: it would call
    # every saddle point a minimum.)
    hessian = torch.autograd.functional.hessian(loss, parameters.detach())
    eigenvalues = torch.linalg.eigvalsh(hessian)
    minimum_ratio = (eigenvalues > 0).double().mean()
    return gradient.norm().item(), minimum_ratio.item(), eigenvalues


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        gradient_norm, minimum_ratio, _ = evaluate(read_checkpoint(path))
        print(f"gradient norm: {gradient_norm}, minimum ratio: {minimum_ratio}")
