"""Checks files that `recur` has written against the contract, as h5py sees them.

    check_contract.py FILE [FILE ...]

Every file says what it is, texts are UTF-8 scalars of variable length, arrays are little-endian, large ones are chunked,
deflated and checksummed, and every axis of every array has a dimension scale with values, and a label. What each kind
must hold is in `KINDS`.
"""

import sys
from datetime import datetime

import h5py
import numpy as np

ROOT = {"format": str, "format_version": int, "creator": str, "created": str}
LARGE = 64 * 1024


def require(condition, sentence):
    if not condition:
        raise AssertionError(sentence)


def value(attributes, name):
    found = attributes[name]
    return found.item() if isinstance(found, np.generic) else found


def check_texts(item):
    for name in item.attrs:
        if name in ("CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "DIMENSION_LABELS"):
            continue  # Written by HDF5's own dimension-scale library.
        kind = item.attrs.get_id(name)
        text = h5py.check_string_dtype(kind.dtype)
        if text is not None:
            require(text.encoding == "utf-8" and text.length is None, f"{item.name}: attribute {name} is {text}")


def check_dataset(dataset):
    text = h5py.check_string_dtype(dataset.dtype)
    if text is not None:
        require(text.encoding == "utf-8" and text.length is None, f"{dataset.name} is {text}")
    else:
        require(dataset.dtype.newbyteorder("<") == dataset.dtype, f"{dataset.name} is {dataset.dtype.str}")
        if dataset.size * dataset.dtype.itemsize > LARGE:
            require(dataset.chunks is not None, f"{dataset.name} is large and not chunked")
            require(dataset.shuffle and dataset.compression == "gzip", f"{dataset.name} is large and not deflated")
            require(dataset.fletcher32, f"{dataset.name} is large and not checksummed")
    if dataset.is_scale:
        return
    for axis, dimension in enumerate(dataset.dims):
        require(len(dimension) >= 1, f"axis {axis} of {dataset.name} has no dimension scale")
        require(dimension.label != "", f"axis {axis} of {dataset.name} has no label")
        scale = dimension[0]
        require(scale.shape == (dataset.shape[axis],), f"{scale.name} has {scale.shape} for {dataset.name}")
        # Steps count from 0 in every sequence, so values may return; a scale that was never written is constant.
        varies = scale.shape[0] < 2 or len(np.unique(scale[()])) > 1
        require(varies, f"the values of {scale.name} are all the same")


def check_text(file):
    words = [word.decode() for word in file["vocabulary"]]
    require(value(file.attrs, "unit") in ("character", "byte"), "unit")
    require(-1 <= value(file.attrs, "unknown") < len(words), "unknown")
    require(len(set(words)) == len(words), "the vocabulary repeats itself")
    require(file["vocabulary"].is_scale, "the vocabulary is a scale")
    small = np.uint8 if len(words) <= 256 else np.uint16 if len(words) <= 65536 else np.int32
    for name in ("train", "validation", "test"):
        if name in file:
            symbols = file[name]["symbols"]
            require(symbols.dtype == small and symbols.ndim == 1, f"{symbols.name}: {symbols.dtype}")
            require(symbols[()].max() < len(words), f"{symbols.name} exceeds the vocabulary")


def check_data(file):
    if file.attrs.get("task") == "text":
        return check_text(file)
    require(value(file.attrs, "loss") in ("squared-error", "logistic", "softmax"), "loss")
    splits = [name for name in ("train", "validation", "test") if name in file]
    require(splits, "there is no split")
    for name in splits:
        split = file[name]
        offsets = split["offsets"]
        require(offsets.dtype == np.int64 and offsets[0] == 0, f"{offsets.name}: {offsets.dtype}")
        require((np.diff(offsets[()]) > 0).all(), f"{offsets.name} should rise")
        rows = offsets[-1]
        for part in ("inputs", "targets"):
            array = split[part]
            require(array.shape[0] == rows, f"{array.name} should have {rows} rows, it has {array.shape[0]}")
            if array.ndim == 1:
                require(array.dtype.kind in "iu", f"{array.name} should hold integers")
                require(array[()].max() < array.attrs["cardinality"], f"{array.name} exceeds its cardinality")
            else:
                require(array.dtype in (np.float32, np.float64), f"{array.name}: {array.dtype}")
        if "weights" in split:
            require(split["weights"].shape == (rows,) and split["weights"].dtype == np.float32, "weights")
    if file.attrs.get("task", "piano-roll") != "piano-roll":
        for name in ("definition_version", "variant", "seed", "length", "description", "success", "baseline_loss"):
            require(name in file.attrs, f"a file of a task has the attribute {name}")


def check_checkpoint(file):
    model = file["model"]
    for name in ("input_kind", "inputs", "outputs", "loss", "initial_state"):
        require(name in model.attrs, f"/model has the attribute {name}")
    layers = model["layers"]
    require(sorted(layers, key=int) == [str(k + 1) for k in range(len(layers))], "layers are counted from 1")
    for layer in layers.values():
        for name in ("cell", "units", "activation"):
            require(name in layer.attrs, f"{layer.name} has the attribute {name}")
    hidden, outputs = int(layers[str(len(layers))].attrs["units"]), int(model.attrs["outputs"])
    parameters = model["parameters"]
    require(parameters["W_ho"].shape == (outputs, hidden), "W_ho")
    for name in ("lambda", "mu", "iteration"):
        require(name in file["optimizer"].attrs, f"/optimizer has the attribute {name}")
    require(isinstance(file["experiment/configuration"][()], bytes), "the configuration is a text")
    require("command_line" in file["experiment"].attrs, "/experiment has the command line")
    history = file["history"]
    lengths = {column.shape for column in history.values() if not column.is_scale}
    require(len(lengths) == 1, f"the columns of /history have the lengths {lengths}")
    for name in ("loss", "validation_loss", "rho", "lambda", "cg_iterations", "alpha", "minibatches", "seconds"):
        require(name in history, f"/history has the column {name}")
    require("seed" in file["random"].attrs, "/random has the attribute seed")
    # A step that was rejected leaves no warm start.
    optimizer = file["optimizer"]
    holds = bool(optimizer.attrs["holds_warm_start"])
    require(holds == ("direction" in optimizer), "/optimizer has a direction where it holds a warm start")
    if holds:
        shapes = {name: block.shape for name, block in parameters.items()}
        require({name: block.shape for name, block in optimizer["direction"].items()} == shapes, "direction")


def check_derivatives(file):
    names = [name.decode() if isinstance(name, bytes) else name for name in file.attrs["curvatures"]]
    for name in ("lambda", "mu", "structural", "normalization", "weight_decay", "precision", "split", "data_path"):
        require(name in file.attrs, f"the root has the attribute {name}")
    for name in ("data_sha256", "checkpoint_sha256", "vectors_sha256"):
        require(len(value(file.attrs, name)) == 64, name)
    require(file["loss"].shape == (), "loss")
    shapes = {name: block.shape for name, block in file["gradient"].items()}
    for name in names:
        found = {block: array.shape for block, array in file[f"product/{name}"].items()}
        require(found == shapes, f"product/{name}: {found}")


KINDS = {
    "recur.dataset": check_data,
    "recur.checkpoint": check_checkpoint,
    "recur.derivatives": check_derivatives,
}


def check(path):
    with h5py.File(path, "r") as file:
        for name, kind in ROOT.items():
            require(isinstance(value(file.attrs, name), kind), f"{name} of {path} should be of type {kind.__name__}")
        datetime.fromisoformat(value(file.attrs, "created").replace("Z", "+00:00"))
        count = 0

        def visit(_, item):
            nonlocal count
            check_texts(item)
            if isinstance(item, h5py.Dataset):
                check_dataset(item)
                count += 1

        check_texts(file)
        file.visititems(visit)
        KINDS[value(file.attrs, "format")](file)
        print(f"{path.split('/')[-1]}: {value(file.attrs, 'format')}, {count} arrays")


if __name__ == "__main__":
    for path in sys.argv[1:]:
        check(path)
