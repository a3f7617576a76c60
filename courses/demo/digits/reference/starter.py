"""# Handwritten Digits: a first submission

Trains a logistic regression on `train.csv`, checks it on rows it has not seen, and writes `prediction.csv`.
Needs Python 3.9 or newer, numpy and scikit-learn. Run it where `train.csv` and `test.csv` are, or beside a folder
`data` that holds them.
"""

# %%
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

# %% [markdown]
# ## Read the data
# One row an image: its id, 64 pixels from 0 (white) to 16 (black), and in the training file the digit.

# %%
folder = next((place for place in map(Path, (".", "data", "../data")) if (place / "train.csv").exists()), None)
if folder is None:
    raise SystemExit("train.csv not found: download the data and run this again in the same folder")

train = np.loadtxt(folder / "train.csv", delimiter=",", skiprows=1, dtype=int)
test = np.loadtxt(folder / "test.csv", delimiter=",", skiprows=1, dtype=int)
images, digits = train[:, 1:-1], train[:, -1]
test_ids, test_images = test[:, 0], test[:, 1:]
print(f"{len(images)} training images, {len(test_images)} test images")

# %% [markdown]
# ## Estimate before you submit
# Cross-validation costs no attempt. Compare its figure with your public score: if the two drift apart, trust this one.

# %%
model = make_pipeline(MinMaxScaler(), LogisticRegression(C=1.0, max_iter=2000))
scores = cross_val_score(model, images, digits, cv=5)
print(f"accuracy in 5-fold cross-validation: {scores.mean():.4f} ± {scores.std():.4f}")

# %% [markdown]
# ## Train on everything and predict

# %%
predicted = model.fit(images, digits).predict(test_images)
np.savetxt(
    "prediction.csv",
    np.column_stack([test_ids, predicted]),
    fmt="%d",
    delimiter=",",
    header="Id,Class",
    comments="",
)
print(f"prediction.csv written: {len(predicted)} rows")

# %% [markdown]
# ## Where to go from here
# - Look at the images the model gets wrong (`sklearn.model_selection.cross_val_predict`).
# - A linear boundary is not enough: try `sklearn.svm.SVC`, and tune `C` and `gamma` by cross-validation.
# - Make more data: an image moved by one pixel is still the same digit.
