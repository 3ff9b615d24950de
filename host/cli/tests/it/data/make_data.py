"""Makes scores.csv, people.csv and marks.json beside this file: the same bytes every time, from a generator of its own."""

import json

state = 7


def draw(bound):
    """A number below bound (Lehmer, as in MINSTD)."""
    global state
    state = state * 48271 % 2147483647
    return state % bound


def clamp(points):
    return max(0, min(1_000_000, points))


NAMES = {1: "王芳", 2: 'O"Neil, <Jo> & Co', 3: "=SUM(A1)", 4: "Zoë"}
scores, people, marks = [], [], []
for n in range(1, 37):
    ability = 250_000 + draw(600_000)
    correctness, style, safety, speed, tone = (clamp(ability + draw(400_001) - 200_000) for _ in range(5))
    cells = [correctness, style, safety, speed, tone]
    row = [f"{cell // 10_000}.{cell % 10_000:04}" for cell in cells]
    candidate = f"c-{n:02}"
    if n == 7:
        row[0] = row[1] = "omitted"
    if n == 8:
        row[2] = row[3] = "not-administered"
    if n == 9:
        row[4] = ""
    name = NAMES.get(n, f"Candidate {n}")
    quoted = '"' + name.replace('"', '""') + '"' if "," in name else name
    scores.append(",".join([candidate, quoted, *row]))
    sex = ["female", "male", "male", "female", ""][draw(5)]
    people.append(f"{candidate},{sex},{['north', 'south'][draw(2)]}")
    if n != 9:
        true = round(tone * 4 / 1_000_000)
        given = {marker: max(0, min(4, true + [0, 0, 0, 1, -1][draw(5)])) for marker in ("lin", "zhao")}
        part = "calibration" if n > 33 else "held-out"
        marks.append({"candidate": candidate, "item": "reply", "part": part, "marks": {"tone": given}})

with open("scores.csv", "w") as file:
    file.write("candidate,name,code/correctness,code/style,device/safety,device/speed,reply/tone\n")
    file.write("\n".join(scores) + "\n")
with open("people.csv", "w") as file:
    file.write("candidate,sex,region\n" + "\n".join(people) + "\n")
gold = {
    "title": {"zh-CN": "回复的人工评分", "en": "Marked replies"},
    "about": {"en": "Made up for tests."},
    "scale": 4,
    "markers": ["lin", "zhao"],
    "thresholds": [50, "75"],
    "answers": marks,
}
with open("gold/marks.json", "w") as file:
    head = json.dumps({key: value for key, value in gold.items() if key != "answers"}, ensure_ascii=False)
    lines = ",\n".join("  " + json.dumps(mark) for mark in marks)
    file.write(head[:-1] + ', "answers": [\n' + lines + "\n]}\n")
