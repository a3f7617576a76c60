"""The strong baseline of HW2-1: a convolution over time instead of eleven frames alone.

The rows of the arrays are joined frames in the order of time. From them the sentences are put together again, and a network
of dilated convolutions with batch normalisation, ReLU and dropout sees a good quarter of a second to each side. No data but
the given arrays is used; the epoch that is best on the last fifth of the sentences predicts.

    python3 scripts/baselines/train.py --data <folder> --out strong.csv
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

FRAMES, VALUES, CLASSES = 11, 39, 39
CHANNELS = 192
DILATIONS = (1, 2, 4, 4)  # kernels of 5: 2 + 2·(1 + 2 + 4 + 4) = 24 frames to each side
SENTENCES_A_BATCH = 16

options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
options.add_argument("--data", type=Path, required=True)
options.add_argument("--out", type=Path, required=True)
options.add_argument("--epochs", type=int, default=8)
options.add_argument("--seed", type=int, default=0)
given = options.parse_args()


def sentences(rows: np.ndarray) -> list[slice]:
    """Where each sentence's rows are: within one, a row without its first frame is the next row without its last."""
    follows = np.empty(len(rows) - 1, dtype=bool)
    for start in range(0, len(follows), 4096):
        block = np.asarray(rows[start : start + 4097])
        follows[start : start + len(block) - 1] = (block[:-1, VALUES:] == block[1:, :-VALUES]).all(axis=1)
    starts = np.concatenate([[0], np.flatnonzero(~follows) + 1, [len(rows)]])
    return [slice(begin, end) for begin, end in zip(starts, starts[1:])]


def centres(rows: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.array(rows[:, 5 * VALUES : 6 * VALUES], dtype=np.float32))


class Block(nn.Module):
    def __init__(self, dilation: int):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(CHANNELS, CHANNELS, 5, dilation=dilation, padding=2 * dilation),
            nn.BatchNorm1d(CHANNELS),
            nn.ReLU(),
            nn.Conv1d(CHANNELS, CHANNELS, 1),
            nn.BatchNorm1d(CHANNELS),
            nn.ReLU(),
            nn.Dropout(0.2),
        )

    def forward(self, signal: torch.Tensor) -> torch.Tensor:
        return signal + self.layers(signal)


def make_model() -> nn.Module:
    return nn.Sequential(
        nn.Conv1d(VALUES, CHANNELS, 5, padding=2),
        nn.BatchNorm1d(CHANNELS),
        nn.ReLU(),
        *[Block(dilation) for dilation in DILATIONS],
        nn.Conv1d(CHANNELS, CLASSES, 1),
    )


def batch(parts: list[slice]) -> tuple[torch.Tensor, torch.Tensor]:
    """Sentences side by side, padded with zeros at their ends; padded frames have the label -100, which no loss counts."""
    length = max(part.stop - part.start for part in parts)
    signal = torch.zeros(len(parts), VALUES, length)
    target = torch.full((len(parts), length), -100)
    for row, part in enumerate(parts):
        signal[row, :, : part.stop - part.start] = train[part].T
        target[row, : part.stop - part.start] = labels[part]
    return signal, target


@torch.no_grad()
def predict(frames: torch.Tensor, parts: list[slice]) -> np.ndarray:
    model.eval()
    return np.concatenate([model(frames[part].T[None]).argmax(1)[0].numpy() for part in parts])


rows = np.load(given.data / "train_11.npy", mmap_mode="r")
test_rows = np.load(given.data / "test_11.npy", mmap_mode="r")
train, test = centres(rows), centres(test_rows)
labels = torch.from_numpy(np.load(given.data / "train_label_11.npy").astype(np.int64))
all_parts, test_parts = sentences(rows), sentences(test_rows)
kept = int(len(all_parts) * 0.8)
learn, check = all_parts[:kept], all_parts[kept:]
truth = np.concatenate([labels[part].numpy() for part in check])
print(f"{len(all_parts)} sentences of {len(train)} frames to learn from, {len(test_parts)} of {len(test)} to predict")

torch.manual_seed(given.seed)
random = np.random.default_rng(given.seed)
model = make_model()
optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
steps = given.epochs * -(-len(learn) // SENTENCES_A_BATCH)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=2e-3, total_steps=steps)
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
print(f"{sum(each.numel() for each in model.parameters()):,} parameters")

best, best_state = -1.0, None
for epoch in range(1, given.epochs + 1):
    began, model_loss = time.monotonic(), 0.0
    model.train()
    order = random.permutation(len(learn))
    for start in range(0, len(order), SENTENCES_A_BATCH):
        signal, target = batch([learn[index] for index in order[start : start + SENTENCES_A_BATCH]])
        loss = criterion(model(signal), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        model_loss += loss.item() * len(signal)
    accuracy = float((predict(train, check) == truth).mean())
    if accuracy > best:
        best, best_state = accuracy, {name: value.clone() for name, value in model.state_dict().items()}
    seconds = time.monotonic() - began
    print(f"epoch {epoch:2d}  loss {model_loss / len(learn):.4f}  validation {accuracy:.4f}  {seconds:.1f} s", flush=True)

model.load_state_dict(best_state)
predicted = predict(test, test_parts)
with open(given.out, "w", newline="\n") as file:
    file.write("Id,Class\n")
    file.writelines(f"{row},{label}\n" for row, label in enumerate(predicted))
print(f"{given.out} written: {len(predicted)} rows, validation accuracy {best:.4f}")
