"""Writes a PyTorch checkpoint (.pth) as .safetensors, which a site takes: unpickling runs code, so the server never does it.

    python convert_pth.py mine.pth mine.safetensors
    python convert_pth.py mine.pth mine.safetensors --activation relu --mode gauss-newton-2021
    python convert_pth.py many.pth mine.safetensors --key 3 --activation tanh

The .pth holds a dictionary: the tensors w, b, beta, alpha of a sine network, or a state dictionary of linear layers
(….weight, ….bias), by itself or under "model" or "state_dict"; beside them its training points x and y (or "data" and
"target"). --key takes one entry of a file that holds several. Layers need --activation.
Run it on your own files only: loading a .pth can run whatever its author put into it.
"""
import argparse
import json
import struct
import sys

import torch

SINE = ("w", "b", "beta", "alpha")
POINTS = {"x": ("x", "data", "train", "input"), "y": ("y", "target", "targets", "label")}


def tensors_of(loaded):
    """The tensors by the names a site knows, and whether they are layers."""
    found = {}
    for name, names in POINTS.items():
        present = [each for each in names if each in loaded]
        if not present:
            sys.exit(f"no tensor {name} (nor {', '.join(names[1:])}); there is {', '.join(map(str, loaded))}")
        found[name] = torch.as_tensor(loaded[present[0]])
    if all(name in loaded for name in SINE):
        return {**{name: torch.as_tensor(loaded[name]) for name in SINE}, **found}, False
    state = next((loaded[name] for name in ("model", "state_dict") if name in loaded), loaded)
    layers = {name: each for name, each in state.items() if name.endswith((".weight", ".bias"))}
    if not layers:
        sys.exit(f"neither {', '.join(SINE)} nor layers (….weight, ….bias); there is {', '.join(map(str, state))}")
    # One input or output may come without an axis of its own.
    found["x"] = found["x"].reshape(len(found["x"]), -1)
    found["y"] = found["y"].reshape(-1)
    return {**layers, **found}, True


def write_safetensors(tensors, words, path):
    header, data = ({"__metadata__": words} if words else {}), b""
    for name, tensor in tensors.items():
        values = tensor.detach().to(torch.float32).contiguous()
        raw = values.numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--key", help="the entry to take of a file that holds several")
    parser.add_argument("--activation", choices=["tanh", "sigmoid", "softplus", "relu"])
    parser.add_argument("--mode", choices=["exact", "gauss-newton-2021"], default="exact")
    options = parser.parse_args()
    loaded = torch.load(options.source, map_location="cpu")
    if options.key is not None:
        entries = {str(name): each for name, each in loaded.items()}
        if options.key not in entries:
            sys.exit(f"no entry {options.key}; there is {', '.join(entries)}")
        loaded = entries[options.key]
    tensors, is_layered = tensors_of(loaded)
    if is_layered and not options.activation:
        parser.error("layers need --activation")
    words = {"activation": options.activation, "mode": options.mode} if is_layered else {}
    write_safetensors(tensors, words, options.target)
