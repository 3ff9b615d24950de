"""Prints the figures of independent tools over the CSV files beside it: python make_expected.py > expected_python.json"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, selection_rate
from scipy.stats import pearsonr
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent


def rows(name):
    table = pd.read_csv(HERE / name)
    return table.loc[table.index.repeat(table["n"])].drop(columns="n").reset_index(drop=True)


def kappa(pairs):
    first, second = pairs["new_orleans"], pairs["winnipeg"]
    table = pd.crosstab(first, second).reindex(index=range(4), columns=range(4), fill_value=0)
    result = cohens_kappa(table.to_numpy(), wt="quadratic")
    return {
        "kappa": cohen_kappa_score(first, second, weights="quadratic", labels=range(4)),
        "kappa_statsmodels": result.kappa,
        "standard_error": result.std_kappa,
        "low": result.kappa_low,
        "high": result.kappa_upp,
        "mean_difference": float((second - first).mean()),
        "correlation": float(pearsonr(first, second)[0]),
        "dahlberg": float(np.sqrt(((second - first) ** 2).sum() / (2 * len(pairs)))),
    }


def frame(outcome, categories):
    result = MetricFrame(metrics=selection_rate, y_true=outcome, y_pred=outcome, sensitive_features=categories)
    rates = result.by_group
    key = lambda index: "+".join(index) if isinstance(index, tuple) else index
    return {key(i): {"rate": rate, "impact_ratio": rate / rates.max()} for i, rate in rates.items()} | {
        "lowest_ratio": result.ratio(method="between_groups")
    }


def fairness(people):
    called = (people["call"] == "yes").astype(int)
    above = (people["experience"] > people["experience"].median()).astype(int)
    by = {"gender": people["gender"], "ethnicity": people["ethnicity"], "gender+ethnicity": people[["gender", "ethnicity"]]}
    return {
        "selection": {name: frame(called, categories) for name, categories in by.items()},
        "scoring": {name: frame(above, categories) for name, categories in by.items()},
        "median": float(people["experience"].median()),
    }


def moodle(scores, weights):
    """No other package has these: the definitions of Moodle's documentation in NumPy."""
    grades = scores.to_numpy() * np.array(weights)
    totals = grades.sum(axis=1)
    covariance = lambda a, b: float(np.cov(a, b)[0, 1])
    rests = [totals - grades[:, n] for n in range(grades.shape[1])]
    columns = [grades[:, n] for n in range(grades.shape[1])]
    roots = np.array([np.sqrt(covariance(column, totals)) for column in columns])
    efficiency = [covariance(c, r) / covariance(np.sort(c), np.sort(r)) for c, r in zip(columns, rests)]
    k = len(columns)
    consistency = k / (k - 1) * (1 - sum(np.var(c, ddof=1) for c in columns) / np.var(totals, ddof=1))
    return {
        "efficiency": efficiency,
        "effective_weight": (roots / roots.sum()).tolist(),
        "consistency": consistency,
        "total_standard_deviation": float(np.std(totals, ddof=1) / sum(weights)),
        "standard_error": float(np.sqrt(1 - consistency) * np.std(totals, ddof=1) / sum(weights)),
    }


patients, lsat6 = rows("ms_patients.csv"), rows("lsat6.csv")
tools = ["scikit-learn", "statsmodels", "fairlearn", "pandas", "numpy", "scipy"]
print(
    json.dumps(
        {
            "tools": {tool: version(tool) for tool in tools},
            "kappa": {group: kappa(pairs) for group, pairs in patients.groupby("patients")},
            "fairness": fairness(rows("resume_names.csv")),
            "moodle": {"equal": moodle(lsat6, [1] * 5), "weighted": moodle(lsat6, [1, 2, 3, 4, 5])},
            "quantiles": {str(p): float(np.quantile([3.0, 1.0, 4.0, 1.5, 9.0, 2.6], p)) for p in (0, 0.025, 0.25, 0.5, 0.975, 1)},
        },
        indent=2,
    )
)
