"""# Phoneme classification: the sample code

Trains a small network on the joined MFCC frames, keeps the epoch that is best on the last fifth of the training frames,
and writes `prediction.csv`. Needs Python 3.9 or newer, numpy and PyTorch 1.13 or newer. An interrupted run goes on where
it was when it is started again with the same settings.
"""

# %% [markdown]
# ## Settings
# What you will want to change stands here.

# %% [parameters]
DATA = "."  # the folder with train_11.npy, train_label_11.npy and test_11.npy
OUT = "prediction.csv"
CHECKPOINT = "phoneme.ckpt"  # model, optimiser and epoch; delete it to start over
SMALL = False  # True: a quick run on a part of the training frames
SEED = 0
EPOCHS = 20
BATCH = 64
LEARNING_RATE = 1e-4
HIDDEN = (1024, 512, 128)
VALIDATION = 0.2  # this share of the training frames, the last ones
TOKEN = ""  # an API token of the site (Account page): with it, missing files are downloaded into DATA

# %% [markdown]
# ## Where the data is
# These addresses were filled in when you downloaded this file.

# %%
DATA_URLS = {
    "train_11.npy": "{{DATA_URL:train_11.npy}}",
    "train_label_11.npy": "{{DATA_URL:train_label_11.npy}}",
    "test_11.npy": "{{DATA_URL:test_11.npy}}",
}
FEATURES = 11 * 39  # five frames before, the frame itself, five after; 39 values each
CLASSES = 39

# %% [script only]
import argparse

arguments = argparse.ArgumentParser(description="Train the sample network and write prediction.csv.")
arguments.add_argument("--data", default=DATA, help="folder of the .npy files")
arguments.add_argument("--out", default=OUT, help="where the predictions go")
arguments.add_argument("--checkpoint", help="default: phoneme.ckpt beside the predictions")
arguments.add_argument("--epochs", type=int, help=f"default: {EPOCHS}, with --small 3")
arguments.add_argument("--seed", type=int, default=SEED)
arguments.add_argument("--small", action="store_true", default=SMALL, help="a quick run")
arguments.add_argument("--fresh", action="store_true", help="start over, whatever the checkpoint says")
given = arguments.parse_args()
DATA, OUT, SMALL, SEED = given.data, given.out, given.small, given.seed

# %%
import os
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import torch
from torch import nn

# %% [script only]
EPOCHS = given.epochs or EPOCHS
Path(OUT).parent.mkdir(parents=True, exist_ok=True)
CHECKPOINT = given.checkpoint or str(Path(OUT).with_name(CHECKPOINT))
if given.fresh and os.path.exists(CHECKPOINT):
    os.remove(CHECKPOINT)

# %%
TRAIN_FRAMES_MAX = None
if SMALL:
    TRAIN_FRAMES_MAX = 20_000
    EPOCHS = min(EPOCHS, 3)

# %% [markdown]
# ## Get the data
# A download that broke off goes on where it was. The arrays stay on the disk and are read batch by batch, so they may be
# larger than your memory.


# %%
def fetch(name):
    """The path of a data file; downloads it first where it is missing."""
    target = Path(DATA) / name
    if target.exists():
        return target
    url = DATA_URLS[name]
    if url.startswith("{{") or not TOKEN:
        sys.exit(f"{target} is missing: download it from the Data tab, or set TOKEN (an API token) above")
    part = target.with_name(name + ".part")
    done = part.stat().st_size if part.exists() else 0
    headers = {"Authorization": f"Bearer {TOKEN}"}
    if done:
        headers["Range"] = f"bytes={done}-"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        with open(part, "ab" if answer.status == 206 else "wb") as file:
            while chunk := answer.read(1 << 20):
                file.write(chunk)
                print(f"\r{name}: {file.tell() / 1e6:.0f} MB", end="", flush=True)
    print()
    os.replace(part, target)
    return target


TOKEN = TOKEN or os.environ.get("SADDLEPOINT_TOKEN", "")
frames = np.load(fetch("train_11.npy"), mmap_mode="r")
labels = np.load(fetch("train_label_11.npy")).astype(np.int64)  # some editions hold the numbers as text
test_frames = np.load(fetch("test_11.npy"), mmap_mode="r")
frames, labels = frames[:TRAIN_FRAMES_MAX], labels[:TRAIN_FRAMES_MAX]
assert frames.shape == (len(labels), FEATURES), f"train_11.npy has the shape {frames.shape}"
assert test_frames.shape[1] == FEATURES, f"test_11.npy has the shape {test_frames.shape}"
assert 0 <= labels.min() and labels.max() < CLASSES, "a label is not a class"

train_count = int(len(frames) * (1 - VALIDATION))
print(f"{train_count} frames to train on, {len(frames) - train_count} to validate on, {len(test_frames)} to predict")

# %% [markdown]
# ## The network


# %%
def make_model():
    sizes = (FEATURES, *HIDDEN, CLASSES)
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.Sigmoid()]
    return nn.Sequential(*layers[:-1])


device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(SEED)
model = make_model().to(device)
optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
criterion = nn.CrossEntropyLoss()
print(f"PyTorch {torch.__version__} on {device}, {sum(each.numel() for each in model.parameters()):,} parameters")


# %%
def rows(array, index):
    """Some rows of an array on the disk, as a tensor on the device."""
    return torch.from_numpy(np.array(array[index], dtype=np.float32)).to(device)


def train_epoch(epoch):
    """One pass in an order that depends on seed and epoch alone. Returns the mean loss and the accuracy."""
    model.train()
    order = np.random.default_rng([SEED, epoch]).permutation(train_count)
    loss_sum = right = 0
    for start in range(0, train_count, BATCH):
        index = np.sort(order[start : start + BATCH])
        target = torch.from_numpy(labels[index]).to(device)
        output = model(rows(frames, index))
        loss = criterion(output, target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss_sum += loss.item() * len(index)
        right += (output.argmax(1) == target).sum().item()
    return loss_sum / train_count, right / train_count


@torch.no_grad()
def predict(array, start=0):
    model.eval()
    parts = [
        model(rows(array, slice(at, at + 1024))).argmax(1).cpu().numpy() for at in range(start, len(array), 1024)
    ]
    return np.concatenate(parts)


# %% [markdown]
# ## Train
# After each epoch everything needed to go on is written to the checkpoint, through a second file, so that an interruption
# never leaves half of one.


# %%
def save(state):
    torch.save(state, CHECKPOINT + ".part")
    os.replace(CHECKPOINT + ".part", CHECKPOINT)


settings = {
    "seed": SEED,
    "batch": BATCH,
    "learning rate": LEARNING_RATE,
    "hidden": list(HIDDEN),
    "frames": [train_count, len(frames)],
}
state = {"epoch": 0, "best": -1.0, "best_model": None, "settings": settings}
if os.path.exists(CHECKPOINT):
    stored = torch.load(CHECKPOINT, map_location=device)
    if stored["settings"] == settings:
        state = stored
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        print(f"{CHECKPOINT}: going on after epoch {state['epoch']}")
    else:
        print(f"{CHECKPOINT} was made with other settings: starting over")

for epoch in range(state["epoch"] + 1, EPOCHS + 1):
    began = time.monotonic()
    loss, accuracy = train_epoch(epoch)
    validation = float((predict(frames, train_count) == labels[train_count:]).mean())
    if validation > state["best"]:
        state["best"] = validation
        state["best_model"] = {name: value.clone() for name, value in model.state_dict().items()}
    state.update(epoch=epoch, model=model.state_dict(), optimiser=optimiser.state_dict())
    save(state)
    print(
        f"epoch {epoch:2d}/{EPOCHS}  loss {loss:.4f}  accuracy {accuracy:.4f}  validation {validation:.4f}"
        f"  best {state['best']:.4f}  {time.monotonic() - began:.1f} s",
        flush=True,
    )

# %% [markdown]
# ## Predict

# %%
model.load_state_dict(state["best_model"])
predicted = predict(test_frames)
with open(OUT, "w", newline="\n") as file:
    file.write("Id,Class\n")
    file.writelines(f"{row},{label}\n" for row, label in enumerate(predicted))
print(f"{OUT} written: {len(predicted)} rows, validation accuracy {state['best']:.4f}")

# %% [markdown]
# ## Where to go from here
# - The model: more or wider layers, another activation, batch normalisation, dropout.
# - The training: batch size, learning rate and its schedule, more epochs, another optimiser.
# - The data: neighbouring rows are neighbouring frames. What does a phoneme of one frame's length tell you?
