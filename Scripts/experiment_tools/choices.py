"""Choices of a run: options on a command line, and the fields of config.yaml that they become."""
import math
import os
import shlex

# Names of files: where they lay is not recorded.
FILES = {"data", "initialize-from"}


def parsed(options):
    """`--length 30 --center-inputs` as fields; a name without a value is true, and with `no-` before it false."""
    fields, name = {}, None
    for word in shlex.split(options):
        if word.startswith("--"):
            name = word[2:]
            if name.startswith("no-"):
                fields[name[3:]], name = "false", None
            else:
                fields[name] = "true"
        elif name is None:
            raise ValueError(f"options are '--name value', '--name' or '--no-name', found '{word}' in '{options}'")
        else:
            fields[name], name = word, None
    return fields


def spelled(name, value):
    """A field as an option: what is on or off has no value."""
    return {"true": f"--{name}", "false": f"--no-{name}"}.get(value, f"--{name} {value}")


def read(path):
    """The fields of a flat YAML file, as text."""
    fields = {}
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition(": ")
        if not separator:
            raise ValueError(f"{path}: a line is 'name: value', found '{line}'")
        fields[name] = value.strip("'\"")
    return fields


def resolved(fields):
    """What the program writes for these choices: a schedule of lengths one by one, `none` where it has a single length."""
    fields = dict(fields)
    schedule = fields.get("length-schedule", "none")
    if schedule != "none":
        lengths = expanded(schedule, int(fields["length"]))
        fields["length-schedule"] = ",".join(map(str, lengths)) if len(lengths) > 1 else "none"
    return fields


def expanded(schedule, last):
    """`30:1.3` as 30, 39, 51, ... up to the last length; a list stays what it is."""
    first, separator, factor = schedule.partition(":")
    if not separator:
        return [int(length) for length in schedule.split(",")]
    lengths = [int(first)]
    while lengths[-1] < last:
        lengths.append(min(last, max(lengths[-1] + 1, math.floor(lengths[-1] * float(factor) + 0.5))))
    return lengths


def same(name, one, other):
    """Whether two texts are the same value of a field; configurations of before say nothing where there is one length."""
    if name == "length-schedule":
        return (one or "none") == (other or "none")
    if one is None or other is None:
        return one == other
    if name in FILES:
        return os.path.basename(one) == os.path.basename(other)
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


def differences(expected, found):
    """Where a recorded configuration is not the expected one: `name=value`, or `name=` where nothing is recorded."""
    return [
        f"{name}={found.get(name, '')}"
        for name in sorted(expected.keys() | found.keys())
        if not same(name, expected.get(name), found.get(name))
    ]
