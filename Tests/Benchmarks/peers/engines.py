#!/usr/bin/env python3
"""One engine of another library on the ternary grid of a sweep; called by `run sweep`.

    engines.py build ENGINE MODEL FOLDER       what the engine makes once: compiling, training
    engines.py time ENGINE MODEL FOLDER SYSTEMS --reference FILE
    engines.py versions                        which engines load, with their versions

MODEL is our model file. FOLDER keeps what is built. SYSTEMS is a file with a system a line; FILE
holds our probabilities of the first of them, float64 [systems, points, classes]. `time` prints one
JSON object.

Engines of the kind "same" run our trees (see trees.py), those of the kind "own" a forest that the
library has grown on the same compounds at settings as near to ours as it allows, with as many
trees.
"""
import argparse
import importlib
import importlib.metadata
import json
import os
import pathlib
import sys
import time
import warnings

import numpy as np

from process import peak_memory
from trees import Forest, Grid, lightgbm_text, scikit_learn

warnings.filterwarnings("ignore")
DEPTH = 25
TRIED = 7
"""Columns tried at a node, log2 of 232."""


class Engine:
    """`build` makes files once, `load` reads them, `probabilities` is what gets timed."""

    kind = "same"
    dtype = np.float32
    precision = None
    modules = ()
    packages = ()

    def __init__(self, model, folder, threads):
        self.path, self.threads = model, threads
        self.folder = pathlib.Path(folder)

    def build(self):
        pass

    def load(self):
        raise NotImplementedError

    def probabilities(self, features):
        raise NotImplementedError

    def note(self):
        return ""

    def descriptors(self, grid, systems):
        return grid.descriptors(systems, self.dtype, self.precision)


class ScikitLearn(Engine):
    """`predict_proba`, without the check for missing values."""

    modules, packages = ("sklearn",), ("scikit-learn",)

    def load(self):
        importlib.import_module("sklearn").set_config(assume_finite=True)
        self.model = scikit_learn(Forest(self.path), self.threads)

    def probabilities(self, features):
        return self.model.predict_proba(features)


class Onnx(Engine):
    """Our own export, as `qscreen export --onnx` writes it to FOLDER."""

    modules, packages = ("onnxruntime",), ("onnxruntime",)
    file, output = "ours.onnx", "probabilities"

    def load(self):
        runtime = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.threads, 1
        self.session = runtime.InferenceSession(
            str(self.folder / self.file), options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name

    def probabilities(self, features):
        return self.session.run([self.output], {self.input: features})[0]


class OnnxFromScikitLearn(Onnx):
    """What skl2onnx makes of the scikit-learn forest that holds our trees."""

    modules, packages = ("onnxruntime", "skl2onnx"), ("onnxruntime", "skl2onnx")
    file = "sklearn.onnx"

    def build(self):
        skl2onnx = importlib.import_module("skl2onnx")
        types = importlib.import_module("skl2onnx.common.data_types")
        model = scikit_learn(Forest(self.path), self.threads)
        graph = skl2onnx.convert_sklearn(
            model, initial_types=[("x", types.FloatTensorType([None, model.n_features_in_]))],
            options={id(model): {"zipmap": False}})
        (self.folder / self.file).write_bytes(graph.SerializeToString())


class Treelite(Engine):
    """GTIL, the interpreter that comes with treelite."""

    dtype = np.float64
    modules, packages = ("treelite",), ("treelite",)

    def model_of_forest(self):
        library = importlib.import_module("treelite")
        return library.sklearn.import_model(scikit_learn(Forest(self.path), self.threads))

    def load(self):
        self.library = importlib.import_module("treelite")
        self.model = self.model_of_forest()

    def probabilities(self, features):
        found = self.library.gtil.predict(self.model, features, nthread=self.threads)
        return found.reshape(len(features), -1)


class Compiled(Treelite):
    """tl2cgen: the trees as C, compiled by gcc with -O3 for this processor.

    Its code takes a float64 for missing whose low 32 bits are ones, such as the mean
    0.9999999999999999; values rounded to float32 never look like that.
    """

    precision = np.float32
    modules, packages = ("treelite", "tl2cgen"), ("treelite", "tl2cgen")
    parameters = {"parallel_comp": 32}
    file = "tl2cgen.so"

    def build(self):
        library = importlib.import_module("tl2cgen")
        library.export_lib(
            self.model_of_forest(), toolchain="gcc", libpath=str(self.folder / self.file),
            params=self.parameters, nthread=self.threads, options=["-O3", "-march=native"])

    def load(self):
        self.library = importlib.import_module("tl2cgen")
        self.predictor = self.library.Predictor(
            str(self.folder / self.file), nthread=self.threads)

    def probabilities(self, features):
        found = self.predictor.predict(self.library.DMatrix(features, dtype="float64"))
        return found.reshape(len(features), -1)


class CompiledQuantised(Compiled):
    """The same with thresholds turned into whole numbers, each feature looked up once."""

    parameters = {"parallel_comp": 32, "quantize": 1}
    file = "tl2cgen-quantised.so"


class LightGBM(Engine):
    """Our trees as a LightGBM model file, twice each: its leaves hold one number."""

    dtype = np.float64
    modules, packages = ("lightgbm",), ("lightgbm",)
    file = "lightgbm.txt"

    def build(self):
        (self.folder / self.file).write_text(lightgbm_text(Forest(self.path)))

    def load(self):
        library = importlib.import_module("lightgbm")
        self.model = library.Booster(model_file=str(self.folder / self.file))

    def probabilities(self, features):
        found = self.model.predict(features, raw_score=True, num_threads=self.threads)
        return with_last(found)


class Lleaves(Engine):
    """The same model file compiled by LLVM."""

    dtype = np.float64
    modules, packages = ("lleaves", "llvmlite"), ("lleaves", "llvmlite")

    def build(self):
        (self.folder / "lleaves.txt").write_text(lightgbm_text(Forest(self.path)))
        self.load()

    def load(self):
        library = importlib.import_module("lleaves")
        self.model = library.Model(model_file=str(self.folder / "lleaves.txt"))
        self.model.compile(
            cache=str(self.folder / "lleaves.bin"), raw_score=True, fcodemodel="small")

    def probabilities(self, features):
        return with_last(self.model.predict(features, n_jobs=self.threads))


class YDF(Engine):
    """YDF with our trees, by way of `ydf.from_sklearn`; each leaf votes for its first class."""

    modules, packages = ("ydf",), ("ydf",)
    column = "features"

    def load(self):
        self.library = importlib.import_module("ydf")
        self.library.verbose(0)
        self.model = self.model_to_run()

    def model_to_run(self):
        return self.library.from_sklearn(scikit_learn(Forest(self.path), self.threads))

    def probabilities(self, features):
        found = self.model.predict({self.column: features}, num_threads=self.threads)
        return found[:, np.argsort([int(name) for name in self.model.label_classes()])]


class OwnYDF(YDF):
    """A forest of YDF: entropy is its only criterion, leaves hold shares."""

    kind = "own"
    file = "ydf"

    def build(self):
        library = importlib.import_module("ydf")
        forest = Forest(self.path)
        features, labels = forest.training_rows()
        model = library.RandomForestLearner(
            label="label", num_trees=len(forest.trees), max_depth=DEPTH, min_examples=1,
            num_candidate_attributes=TRIED, bootstrap_training_dataset=False,
            winner_take_all=False, compute_oob_performances=False, num_threads=self.threads,
        ).train({self.column: features, "label": labels})
        model.save(str(self.folder / self.file))

    def model_to_run(self):
        return self.library.load_model(str(self.folder / self.file))

    def note(self):
        nodes = sum(self.model.get_tree(i).count_nodes() if hasattr(
            self.model.get_tree(i), "count_nodes") else 0 for i in range(self.model.num_trees()))
        leaves = f", {(nodes + self.model.num_trees()) // 2:,} leaves" if nodes else ""
        return f"{self.model.num_trees()} trees{leaves}"


class OwnLightGBM(LightGBM):
    """A forest of LightGBM: gradient trees, one per class, so that a third of the rounds makes as
    many trees; at most as many leaves as ours have on average."""

    kind = "own"
    file = "lightgbm-own.txt"

    def build(self):
        library = importlib.import_module("lightgbm")
        forest = Forest(self.path)
        features, labels = forest.training_rows()
        settings = {
            "boosting": "rf", "objective": "multiclass", "num_class": len(forest.classes),
            "bagging_freq": 1, "bagging_fraction": 0.632, "num_threads": self.threads,
            "feature_fraction_bynode": TRIED / features.shape[1], "max_depth": DEPTH,
            "num_leaves": round(forest.leaves / len(forest.trees)), "min_data_in_leaf": 1,
            "min_sum_hessian_in_leaf": 0.0, "verbosity": -1, "seed": 0}
        rounds = round(len(forest.trees) / len(forest.classes))
        model = library.train(settings, library.Dataset(features, labels), rounds)
        model.save_model(str(self.folder / self.file))

    def probabilities(self, features):
        return self.model.predict(features, num_threads=self.threads)

    def note(self):
        text = (self.folder / self.file).read_text().splitlines()
        leaves = sum(int(line.split("=")[1]) for line in text if line.startswith("num_leaves="))
        return f"{self.model.num_trees()} trees, {leaves:,} leaves"


class OwnIntelex(Engine):
    """A forest of scikit-learn-intelex: Gini, splits on histograms of 256 bins."""

    kind = "own"
    modules = ("sklearnex.ensemble",)
    packages = ("scikit-learn-intelex",)
    file = "intelex.pickle"

    def build(self):
        import pickle

        forest = Forest(self.path)
        kind = importlib.import_module("sklearnex.ensemble").RandomForestClassifier
        model = kind(
            len(forest.trees), max_depth=DEPTH, max_features="log2", bootstrap=False,
            n_jobs=self.threads, random_state=0).fit(*forest.training_rows())
        with open(self.folder / self.file, "wb") as file:
            pickle.dump(model, file)

    def load(self):
        import pickle

        with open(self.folder / self.file, "rb") as file:
            self.model = pickle.load(file)
        if not hasattr(self.model, "_onedal_estimator"):
            raise SystemExit("scikit-learn-intelex fell back on scikit-learn")

    def probabilities(self, features):
        return self.model.predict_proba(features)

    def note(self):
        leaves = sum(int(tree.get_n_leaves()) for tree in self.model.estimators_)
        return f"{len(self.model.estimators_)} trees, {leaves:,} leaves"


def with_last(scores):
    return np.column_stack([scores, 1 - scores.sum(1)])


ENGINES = {
    "scikit-learn": ScikitLearn,
    "onnxruntime": Onnx,
    "onnxruntime-skl2onnx": OnnxFromScikitLearn,
    "treelite": Treelite,
    "tl2cgen": Compiled,
    "tl2cgen-quantised": CompiledQuantised,
    "lightgbm": LightGBM,
    "lleaves": Lleaves,
    "ydf": YDF,
    "intelex-own": OwnIntelex,
    "lightgbm-own": OwnLightGBM,
    "ydf-own": OwnYDF,
}


def differences(engine, grid, systems, reference):
    """At how many points of the reference the engine gives another probability, and at how many so
    much another one that a tree must have gone another way."""
    forest = Forest(engine.path)
    classes = len(forest.classes)
    expected = np.fromfile(reference).reshape(-1, len(grid.points), classes)
    found = [
        engine.probabilities(engine.descriptors(grid, [s])) for s in systems[: len(expected)]]
    off = np.abs(np.array(found) - expected).max(2)
    return {
        "compared": off.size, "differ": int(np.sum(off > 1e-6)), "largest": float(off.max()),
        "another_way": int(np.sum(off > 0.1 / len(forest.trees)))}


def measure(args):
    engine = ENGINES[args.engine](args.model, args.folder, args.threads)
    engine.load()
    systems = pathlib.Path(args.systems).read_text().split()
    grid = Grid(args.divisions)
    result = {"engine": args.engine, "kind": engine.kind, "note": engine.note()}
    if args.reference and engine.kind == "same":
        result.update(differences(engine, grid, systems, args.reference))
    # Large calls spread the cost of starting threads; small ones stay in the cache.
    for batch in args.batch:
        engine.probabilities(engine.descriptors(grid, systems[:batch]))
        spent, cores, count = np.zeros(2), 0.0, 0
        start = time.perf_counter()
        for first in range(0, len(systems), batch):
            times = [time.perf_counter()]
            features = engine.descriptors(grid, systems[first : first + batch])
            times.append(time.perf_counter())
            cores -= time.process_time()
            engine.probabilities(features)
            cores += time.process_time()
            times.append(time.perf_counter())
            spent += np.diff(times)
            count += len(systems[first : first + batch])
            if times[-1] - start > args.seconds:
                break
        descriptors, evaluation = spent / count
        if evaluation < result.get("evaluation", np.inf):
            result.update(
                descriptors=descriptors, evaluation=evaluation, cores=cores / count, batch=batch,
                systems=count)
    result["peak"] = peak_memory()
    print(json.dumps(result))


def versions():
    for name, kind in ENGINES.items():
        try:
            for module in kind.modules:
                importlib.import_module(module)
            named = [f"{p} {importlib.metadata.version(p)}" for p in kind.packages]
            print(f"{name}\t{kind.kind}\t{', '.join(named)}")
        except Exception as error:  # whatever keeps a library from loading
            print(f"{name} left out: {error}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("versions")
    for name in ("build", "time"):
        command = commands.add_parser(name)
        command.add_argument("engine", choices=ENGINES)
        command.add_argument("model")
        command.add_argument("folder")
        command.add_argument("--threads", type=int, default=2)
        if name == "time":
            command.add_argument("systems")
            command.add_argument("--reference")
            command.add_argument("--divisions", type=int, default=100)
            command.add_argument("--batch", type=int, nargs="+", default=[1, 8])
            command.add_argument(
                "--seconds", type=float, default=10, help="per size of a call; default 10")
    args = parser.parse_args()
    if args.command == "versions":
        versions()
    elif args.command == "build":
        os.makedirs(args.folder, exist_ok=True)
        ENGINES[args.engine](args.model, args.folder, args.threads).build()
    else:
        measure(args)


if __name__ == "__main__":
    main()
