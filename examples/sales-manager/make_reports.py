"""Makes the workbooks that the example's candidates hand in: `pip install XlsxWriter==3.2.9 && python3 make_reports.py`.

The same bytes every time. Formulas carry the values that a spreadsheet program would have stored with them.
"""

import csv
import io
from datetime import datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent / "answers" / "files"
QUARTERS = 4
SALES = [(128.5, 142.0, 117.3, 160.2), (210.0, 198.6, 225.4, 251.0), (96.4, 110.8, 104.1, 138.7), (64.1, 71.6, 80.2, 101.1)]
TARGETS = (520, 900, 440, 300)
CHINESE = {
    "sheets": ("明细", "汇总"),
    "detail": ("季度", "区域", "销售额"),
    "summary": ("区域", "一季度", "二季度", "三季度", "四季度", "全年", "目标", "完成率"),
    "quarters": ("一季度", "二季度", "三季度", "四季度"),
    "regions": ("华北", "华东", "华南", "西南"),
    "total": "合计",
    "title": "各季度销售额（万元）",
}
ENGLISH = {
    "sheets": ("Detail", "Summary"),
    "detail": ("Quarter", "Region", "Sales"),
    "summary": ("Region", "Q1", "Q2", "Q3", "Q4", "Year", "Target", "Attainment"),
    "quarters": ("Q1", "Q2", "Q3", "Q4"),
    "regions": ("North", "East", "South", "Southwest"),
    "total": "Total",
    "title": "Sales by quarter (10,000 yuan)",
}


def workbook(candidate):
    path = HERE / candidate / "report.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2026, 1, 15)})
    return book


def detail(book, words, quarters=QUARTERS):
    sheet = book.add_worksheet(words["sheets"][0])
    sheet.write_row(0, 0, words["detail"])
    rows = [(words["quarters"][q], words["regions"][r], SALES[r][q]) for q in range(quarters) for r in range(len(SALES))]
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)


def complete(candidate, words):
    """Everything that the question asks for."""
    book = workbook(candidate)
    detail(book, words)
    sheet = book.add_worksheet(words["sheets"][1])
    percent = book.add_format({"num_format": "0.0%"})
    sheet.write_row(0, 0, words["summary"])
    for row, (region, sales, target) in enumerate(zip(words["regions"], SALES, TARGETS), start=1):
        year = round(sum(sales), 1)
        sheet.write_row(row, 0, (region, *sales))
        sheet.write_formula(row, 5, f"=SUM(B{row + 1}:E{row + 1})", None, year)
        sheet.write_number(row, 6, target)
        sheet.write_formula(row, 7, f"=F{row + 1}/G{row + 1}", percent, year / target)
    sheet.write_string(5, 0, words["total"])
    columns = [round(sum(column), 1) for column in zip(*SALES)]
    for column, value in enumerate([*columns, round(sum(columns), 1), sum(TARGETS)], start=1):
        letter = chr(ord("A") + column)
        sheet.write_formula(5, column, f"=SUM({letter}2:{letter}5)", None, value)
    sheet.write_formula(5, 7, "=F6/G6", percent, round(sum(columns), 1) / sum(TARGETS))
    chart = book.add_chart({"type": "line"})
    for row, region in enumerate(words["regions"], start=1):
        name = words["sheets"][1]
        chart.add_series({"name": region, "categories": [name, 0, 1, 0, 4], "values": [name, row, 1, row, 4]})
    chart.set_title({"name": words["title"]})
    sheet.insert_chart("A9", chart)
    book.close()


def typed(candidate, words):
    """No chart; every total typed instead of computed, and the third quarter's wrong by ten."""
    book = workbook(candidate)
    detail(book, words)
    sheet = book.add_worksheet(words["sheets"][1])
    sheet.write_row(0, 0, words["summary"])
    for row, (region, sales, target) in enumerate(zip(words["regions"], SALES, TARGETS), start=1):
        year = round(sum(sales), 1)
        sheet.write_row(row, 0, (region, *sales, year, target, round(year / target, 3)))
    columns = [round(sum(column), 1) for column in zip(*SALES)]
    columns[2] -= 10
    sheet.write_row(5, 0, (words["total"], *columns, 2190.0, sum(TARGETS), round(2190.0 / sum(TARGETS), 3)))
    book.close()


def unfinished(candidate, words):
    """One sheet, and the fourth quarter is missing."""
    book = workbook(candidate)
    detail(book, words, quarters=3)
    book.close()


def headers_only(candidate, words):
    """The right sheets with the right columns, and nothing below them."""
    book = workbook(candidate)
    for name, columns in zip(words["sheets"], (words["detail"], words["summary"])):
        book.add_worksheet(name).write_row(0, 0, columns)
    book.close()


def something_else(candidate):
    """A sound workbook, but a list of customers."""
    book = workbook(candidate)
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, ("客户", "联系人", "电话"))
    for row, name in enumerate(("安和医院", "同德药房", "明州体检中心"), start=1):
        sheet.write_row(row, 0, (name, "王主任", "0571-0000000"))
    book.close()


def renamed_csv(candidate, words):
    """Comma-separated text under the name of a workbook."""
    path = HERE / candidate / "report.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(words["detail"])
    writer.writerows((words["quarters"][q], words["regions"][r], SALES[r][q]) for q in range(QUARTERS) for r in range(len(SALES)))
    path.write_text(text.getvalue(), encoding="utf-8")


def empty(candidate):
    """No byte, under the right name."""
    path = HERE / candidate / "report.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


complete("lin-yue", CHINESE)
complete("amy-lin", ENGLISH)
typed("zhao-peng", CHINESE)
typed("paul-zhao", ENGLISH)
unfinished("sun-li", CHINESE)
unfinished("lily-sun", ENGLISH)
renamed_csv("gao-jian", CHINESE)
headers_only("he-rui", CHINESE)
something_else("ma-chao")
empty("shen-kong")
