"""Writes a PyTorch checkpoint (.pth) as .safetensors, which a site takes: unpickling runs code, so the server never does it.

    python convert_pth.py my_checkpoint.pth my_checkpoint.safetensors

The .pth holds the tensors w, b, beta, alpha, x and y (a dictionary of them, or a state dictionary with these names).
Run it on your own files only: loading a .pth can run whatever its author put into it.
"""
import json
import struct
import sys

import torch

NAMES = ("w", "b", "beta", "alpha", "x", "y")


def write_safetensors(tensors, path):
    header, data = {}, b""
    for name in NAMES:
        values = tensors[name].detach().to(torch.float32).contiguous()
        raw = values.numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    loaded = torch.load(sys.argv[1], map_location="cpu")
    missing = [name for name in NAMES if name not in loaded]
    if missing:
        sys.exit(f"{sys.argv[1]} has no {', '.join(missing)}; it holds {', '.join(map(str, loaded))}")
    write_safetensors({name: torch.as_tensor(loaded[name]) for name in NAMES}, sys.argv[2])
