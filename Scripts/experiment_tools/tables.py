"""The tables of the documents, each made from results.csv; a table is a list of lines."""
import csv
import json
import math

from . import choices, inspection, own_data, tracking, tuning
from .questions import EXPERIMENTS, Question

FIGURE, FIRST_ORDER = "pathological/figure", "pathological/first-order"


class Results:
    """The runs of a question by name, figures as numbers."""

    def __init__(self, question):
        self.question = Question(question)
        self.runs = {}
        for row in self.question.results():
            self.runs.setdefault(row["name"], []).append({name: value(text) for name, text in row.items()})

    def of(self, name):
        return self.runs.get(name, [])


def value(text):
    """A cell of results.csv: nothing, a truth value, a number or a word."""
    if text in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[text]
    try:
        return float(text)
    except ValueError:
        return text


def table(titles, rows):
    """A Markdown table."""
    lines = [titles, ["---"] * len(titles), *rows]
    # An empty cell is one space between two bars.
    return ["|" + "|".join(f" {cell} " for cell in line) + "|" for line in lines]


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


def spread(runs, name):
    """The mean over the runs, with least and most where they differ."""
    numbers = [run[name] for run in runs]
    if not numbers:
        return ""
    middle, least, most = (f"{number:.0f}" for number in [mean(numbers), min(numbers), max(numbers)])
    return middle if least == most else f"{middle} ({least}–{most})"


def published():
    """Martens & Sutskever (2011), figure 3: task, length, and the better of the two dampings."""
    with open(EXPERIMENTS / FIGURE / "published.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            costs = [
                (float(row[f"minibatches_{kind}"]), row[f"failed_{kind}"])
                for kind in ["structural", "tikhonov"]
                if row[f"minibatches_{kind}"]
            ]
            words = f"{4 * (1 - float(min(costs)[1])):.0f} of 4, {min(costs)[0]:.0f}" if costs else "none"
            yield row["task"], row["length"], words


def costs(question, columns, lengths=None):
    """Rows of tasks and lengths: seeds solved, costs of those that solved, what was published."""
    results = Results(question)
    for task, length, words in published():
        runs = results.of(f"{task}-{length}")
        if runs and (lengths is None or length in lengths):
            ended = [run for run in runs if run["outcome"] != "interrupted"]
            solved = [run for run in runs if run["solved"]]
            figures = [spread(solved, column) for column in columns]
            yield [f"`{task}`", length, f"{len(solved)} of {len(ended)}", *figures, words]


def figure(question):
    titles = ["task", "T", "solved", "passes", "forward", "seconds", "published"]
    return table(titles, costs(question, ["minibatches", "forward_minibatches", "seconds"]))


# What tasks have where nobody chooses, unless it is Hessian-free optimization: exact steps for numbers, SOAP for what follows at
# every step.
USUAL = {
    **dict.fromkeys(["addition", "multiplication", "adding-fixed"], "dual"),
    **dict.fromkeys(["parity", "modular-sum", "group-word", "dyck"], "soap"),
}


BY_LENGTH = ["task", "T", "optimizer", "solved", "steps", "passes", "forward", "processor seconds"]


def lengths(question):
    """Rows of tasks and lengths, those that were published or not: the optimizer, seeds solved and costs."""
    results = Results(question)
    for row in results.question.rows:
        runs = results.of(row.name)
        solved = [run for run in runs if run["solved"]]
        figures = [spread(solved, column) for column in ["iterations", "minibatches", "forward_minibatches", "seconds"]]
        if runs:
            fields = {**results.question.bases[row.base], **choices.parsed(row.options)}
            optimizer = fields.get("optimizer") or USUAL.get(row.subject, "hf")
            yield [f"`{row.subject}`", fields["length"], f"`{optimizer}`", f"{len(solved)} of {len(runs)}", *figures]


def beside_figure(question):
    """The same, with the passes of the figure's choices and what was published beside them."""
    figure, known = Results(FIGURE), {(f"`{task}`", length): words for task, length, words in published()}
    rows = []
    for row in lengths(question):
        solved = [run for run in figure.of(f"{row[0][1:-1]}-{row[1]}") if run["solved"]]
        rows.append([*row, spread(solved, "minibatches"), known.get((row[0], row[1]), "")])
    return table([*BY_LENGTH, "passes of the figure", "published"], rows)


def dynamics():
    """Tasks of neuroscience: the network with its noise, seeds solved, costs, and what was wrong in the end."""
    results = Results("dynamics")
    rows = []
    for row in results.question.rows:
        runs = [run for run in results.of(row.name) if run["wrong"] is not None]
        if not runs:
            continue
        solved = [run for run in runs if run["solved"]]
        usual = {"length": "60"}
        chosen = {name: text for name, text in choices.parsed(row.options).items() if name != "seconds" and usual.get(name) != text}
        options = " ".join(choices.spelled(name, text) for name, text in chosen.items())
        wrong = ", ".join(f"{100 * run['wrong']:.1f} %" for run in runs)
        figures = [spread(runs, column) for column in ["iterations", "minibatches", "seconds"]]
        rows.append([f"`{row.subject}`", f"`{options}`" if options else "", f"{len(solved)} of {len(runs)}", *figures, wrong])
    return table(["task", "options", "solved", "steps", "passes", "processor seconds", "wrong at the end"], rows)


def at_200():
    titles = ["task", "T", "solved", "passes, mean (least–most)", "published"]
    return table(titles, costs(FIGURE, ["minibatches"], lengths=["200"]))


TASKS = ["multiplication", "temporal-order-3", "memorization-20", "xor"]


def ablation(question):
    """A row for each change, a column for each task: solved of seeds 1 and 2, mean cost; else the shares that stayed wrong."""
    results = Results(question)
    found = {row.name: row for row in results.question.rows}
    changes = dict.fromkeys(row.name.split("/")[1] for row in results.question.rows)
    # In the present ablation what is changed is the figure's recipe.
    unchanged = {}
    if "as-it-is" not in changes:
        unchanged = {task: Results(FIGURE).of(f"{task}-100") for task in TASKS}
    rows = [["as-it-is", "", *(one_change(unchanged[task]) for task in TASKS)]] if unchanged else []
    for change in changes:
        here = [found[f"{task}/{change}"] for task in TASKS if f"{task}/{change}" in found]
        options = common([row.options.replace(row.subject, "TASK") for row in here])
        cells = [one_change(results.of(f"{task}/{change}")) for task in TASKS]
        if any(cells):
            rows.append([change, f"`{options}`" if options else "", *cells])
    return table(["change", "options", *(f"`{task}`" for task in TASKS)], rows)


def common(options):
    """What all of these options have in common."""
    several = [choices.parsed(text) for text in options]
    return " ".join(choices.spelled(name, text) for name, text in several[0].items() if all(one.get(name) == text for one in several))


def one_change(runs):
    runs = [run for run in runs if run["seed"] in (1, 2) and run["outcome"] != "interrupted"]
    if not runs:
        return ""
    solved = [run["minibatches"] for run in runs if run["solved"]]
    if solved:
        return f"{len(solved)}/{len(runs)} {mean(solved):.0f}"
    return f"0/{len(runs)} " + ", ".join(f"{100 * run['wrong']:.1f} %" for run in runs)


def one_by_one(question):
    """A row for each run: what it cost, also in passes × length, and what it came to."""
    titles = ["task", "T", "seed", "solved", "passes", "× length", "seconds", "wrong", "loss, constant predictor"]
    results = Results(question)
    rows = []
    for row in results.question.rows:
        length = choices.parsed(row.options)["length"]
        for run in results.of(row.name):
            reached = "yes" if run["solved"] else "no"
            if reached == "no" and run["length_reached"] != float(length):
                reached += f", at {run['length_reached']:.0f}"
            if run["outcome"] == "interrupted":
                reached += ", ended"
            rows.append([
                f"`{row.subject}`", length, f"{run['seed']:.0f}", reached, f"{run['minibatches']:.0f}",
                f"{run['minibatches_times_length']:.3g}", f"{run['seconds']:.0f}", f"{100 * run['wrong']:.1f} %",
                f"{run['loss']:.3g}, {run['baseline_loss']:.3g}",
            ])  # fmt: skip
    return table(titles, rows)


SECONDS = 120


def first_order():
    """What first-order methods solved in 120 seconds, beside what Hessian-free optimization had solved by then."""
    titles = ["task", "Hessian-free, tanh", "SGD, tanh", "Adam, tanh", "SGD, LSTM", "Adam, LSTM"]
    results, figure = Results(FIRST_ORDER), Results(FIGURE)
    rows = []
    for task in dict.fromkeys(row.subject for row in results.question.rows):
        series = [figure.of(f"{task}-100")]
        series += [results.of(f"{task}-{method}") for method in ["tanh-sgd", "tanh-adam", "lstm-sgd", "lstm-adam"]]
        rows.append([f"`{task}`", *(within_time(runs) for runs in series)])
    return table(titles, rows)


def within_time(runs):
    if not runs:
        return ""
    solved = [run for run in runs if run["solved"] and run["seconds"] <= SECONDS]
    words = f"{len(solved)} of {len(runs)}"
    if not solved:
        return f"{words}: {100 * min(run['wrong'] for run in runs):.0f} % wrong"
    return f"{words}: {mean(run['minibatches'] for run in solved):.0f}, {mean(run['seconds'] for run in solved):.0f} s"


CELLS, OPTIMIZERS = ["tanh", "mrnn", "lstm"], {"hf": "Hessian-free", "adam": "Adam"}


def characters(corpus):
    """A row for each run on a text; the last column compares at what the cheaper of two runs had spent."""
    titles = ["cell", "optimizer", "seconds", "steps", "passes", "bits per character", "validation at equal passes"]
    results = Results("characters")
    rows = []
    for cell in CELLS:
        for optimizer, word in OPTIMIZERS.items():
            for run in results.of(f"{corpus}-{cell}-{optimizer}"):
                figures = [f"{run[name]:.0f}" for name in ["seconds", "iterations", "minibatches"]]
                equal = f"{run['validation_bits']:.3f} (at {run['equal_minibatches']:.0f})"
                rows.append([f"`{cell}`", word, *figures, f"{run['bits_per_character']:.3f}", equal])
    return table(titles, rows)


def timed(corpus, minutes):
    """The rows of so many minutes on a text, each with its runs; a run that is under way has no score yet."""
    results = Results("characters")
    for row in results.question.rows:
        runs = [run for run in results.of(row.name) if run["bits_per_character"] is not None]
        if runs and row.subject == f"{corpus}.h5" and row.name.startswith(f"{minutes}-minutes-"):
            yield row, runs


def equal_time(corpus, minutes):
    """A row for each method on each network after the same seconds of processor time, its seeds one after another."""
    rows = []
    for row, runs in timed(corpus, minutes):
        fields = choices.parsed(row.options)
        bits = {
            name: ", ".join(f"{run[name] / (1 if name == 'bits_per_character' else math.log(2)):.3f}" for run in runs)
            for name in ["last_training_loss", "last_validation_loss", "bits_per_character"]
        }
        shown = {name: value for name, value in fields.items() if name not in ("cell", "hidden", "layers", "seconds")}
        method = " ".join(choices.spelled(name, value) for name, value in shown.items())
        size = f"{fields['hidden']}" + (f" × {fields['layers']}" if "layers" in fields else "")
        figures = [f"{mean(run[name] for run in runs):.0f}" for name in ["iterations", "minibatches"]]
        rows.append([f"`{fields['cell']}` {size}", f"`{method}`", *figures, *bits.values()])
    titles = ["network", "method", "steps", "passes", "training bits", "validation bits", "bits per character"]
    return table(titles, rows)


def equal_time_in_short(corpus, minutes):
    """Bits per character by network and optimizer: of each the best of its rows, the mean over the seeds."""
    known = {}
    for row, runs in timed(corpus, minutes):
        fields = choices.parsed(row.options)
        methods = known.setdefault((fields["cell"], fields["hidden"]), {})
        optimizer = fields.get("optimizer", "hf")
        methods[optimizer] = min(mean(run["bits_per_character"] for run in runs), methods.get(optimizer, math.inf))
    optimizers = list(dict.fromkeys(optimizer for methods in known.values() for optimizer in methods))
    rows = []
    for (cell, hidden), methods in known.items():
        bits = [f"{methods[optimizer]:.3f}" if optimizer in methods else "" for optimizer in optimizers]
        rows.append([f"`{cell}`, {hidden} units", *bits])
    return table(["cell", *(f"`{optimizer}`" for optimizer in optimizers)], rows)


def searched(corpus):
    """A row for each search on a text: the bits on validation windows of every value that was tried, the best of them bold."""
    question = Question("characters")
    trials = tuning.trials(question)
    rows = []
    for search in tuning.searches(question):
        own = [trial for trial in trials if trial.name == search.name]
        if not own or search.subject != f"{corpus}.h5":
            continue
        best = min(own, key=tuning.bits)
        cells = []
        for trial in own:
            words = "failed" if trial.validation_bits is None else f"{trial.validation_bits:.3f}"
            words = f"{trial.value:g}: {words}"
            if trial is best:
                words = f"**{words}**" + ("" if tuning.is_inside(search, best, own) else " (at an end)")
            cells.append(words)
        fields = choices.parsed(search.options)
        fixed = " ".join(choices.spelled(name, value) for name, value in fields.items() if name not in ("cell", "hidden", "optimizer"))
        rows.append([
            f"`{fields['cell']}`", f"`{fields.get('optimizer', 'hf')}`" + (f" `{fixed}`" if fixed else ""), f"`--{search.option}`",
            ", ".join(cells), "" if best.training_bits is None else f"{best.training_bits:.3f}", f"{best.steps}",
        ])  # fmt: skip
    return table(["cell", "optimizer", "option", "validation bits of each value", "training bits of the best", "its steps"], rows)


def ngrams(corpus):
    """What n-grams of the training text score, as `recur data describe --ngrams 6 --json` says it."""
    said = json.loads((EXPERIMENTS / "characters" / f"{corpus}-ngrams.json").read_text())
    orders = said["ngrams"]["orders"]
    bits = [f"{order['bits_per_character']:.4f}" for order in orders]
    return table(["order", *(f"{order['order']}" for order in orders)], [["bits per character", *bits]])


def inside():
    """What two networks look like inside."""
    runs = inspection.read()
    rows = [[title, *(told(runs[run]) for run in inspection.RUNS)] for title, told in inspection.columns()]
    return table(["", *inspection.RUNS], rows)


def inside_in_short():
    results, runs = Results("inspection"), inspection.read()
    titles = ["run", "wrong", "radius of W_hh", "radius of a step's Jacobian", "gradient at lag 64, relative to the end", "memory horizon"]
    words = {"solved": "solved, Hessian-free", "unsolved": "unsolved, SGD for 120 s"}
    rows = []
    for run in inspection.RUNS:
        wrong = f"{100 * results.of(run)[0]['wrong']:.1f} %"
        told = [f"{runs[run]['radius']:.3f}", inspection.jacobian(runs[run]), inspection.gradient(runs[run])]
        rows.append([words[run], wrong, *told, inspection.horizon(runs[run]) or "none"])
    return table(titles, rows)


TABLES = {
    "figure": lambda: figure(FIGURE),
    "figure-at-200": at_200,
    "defaults": lambda: beside_figure("pathological/defaults"),
    "exact": lambda: table(BY_LENGTH, lengths("pathological/exact")),
    "figure-5000": lambda: figure("pathological/figure-5000"),
    "ablation": lambda: ablation("pathological/ablation"),
    "ablation-5000": lambda: ablation("pathological/ablation-5000"),
    "ten-times": lambda: one_by_one("pathological/ten-times"),
    "adding-copy": lambda: one_by_one("pathological/adding-copy"),
    "first-order": first_order,
    "king-james-tuning": lambda: searched("king-james"),
    "king-james-blocks-tuning": lambda: searched("king-james-blocks"),
    "tiny-shakespeare-tuning": lambda: searched("tiny-shakespeare"),
    "king-james-ten-minutes": lambda: equal_time("king-james", "ten"),
    "king-james-blocks-ten-minutes": lambda: equal_time("king-james-blocks", "ten"),
    "tiny-shakespeare-ten-minutes": lambda: equal_time("tiny-shakespeare", "ten"),
    "king-james-two-minutes": lambda: equal_time("king-james", "two"),
    "tiny-shakespeare-two-minutes": lambda: equal_time("tiny-shakespeare", "two"),
    "king-james-twenty-minutes": lambda: equal_time("king-james", "twenty"),
    "king-james-ngrams": lambda: ngrams("king-james"),
    "king-james": lambda: characters("king-james"),
    "king-james-in-short": lambda: equal_time_in_short("king-james", "ten"),
    "tiny-shakespeare": lambda: characters("tiny-shakespeare"),
    "dynamics": dynamics,
    "tracking": lambda: table(tracking.TITLES, tracking.rows(Results("tracking"), spread)),
    "own-data": lambda: table(*own_data.rows(Results("own-data"))),
    "inspection": inside,
    "inspection-in-short": inside_in_short,
}
