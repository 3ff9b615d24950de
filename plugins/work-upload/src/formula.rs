//! Computes formulas again, exactly: `+ - * / %`, brackets, numbers, references, and SUM, AVERAGE, MIN, MAX, COUNT, COUNTA, ROUND, ABS.
//! Anything else keeps the value that the file has for it. Nothing loops: cycles, depths and work are bounded.

use crate::decimal::Decimal;
use crate::table::{Formula, LAST_COLUMN, LAST_ROW, Value, Workbook, column_number, place};
use crate::text::normal;

/// How many formulas may wait for each other. Running totals down a column need one.
const WAITING: u32 = 12;

/// How deep brackets and calls may stand in each other.
const NESTING: u32 = 12;

/// Cells that all formulas of a file may look at.
const STEPS: u64 = 20_000_000;

/// The longest formula that is looked at, in bytes; Excel's own bound is as many characters.
const LENGTH: usize = 8_192;

/// What formulas come to, in the order of each sheet's formulas; `None` where they were not computed.
#[derive(Debug, Default)]
pub struct Computed(Vec<Vec<State>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    New,
    Busy,
    Done(Option<Decimal>),
}

impl Computed {
    /// Computes every formula of a workbook.
    pub(crate) fn of(book: &Workbook) -> Self {
        let states = book.sheets.iter().map(|sheet| vec![State::New; sheet.formulas.len()]).collect();
        let mut engine = Engine { book, states, steps: STEPS };
        for sheet in 0..book.sheets.len() {
            for formula in 0..engine.states.get(sheet).map_or(0, Vec::len) {
                engine.compute(sheet, formula, 0);
            }
        }
        Self(engine.states)
    }

    /// What a formula came to.
    pub(crate) fn formula(&self, sheet: usize, formula: usize) -> Option<Decimal> {
        match self.0.get(sheet)?.get(formula)? {
            State::Done(value) => *value,
            State::New | State::Busy => None,
        }
    }

    /// The number in a cell: what its formula comes to, else what the file says.
    pub(crate) fn number(&self, book: &Workbook, sheet: usize, row: u32, column: u32) -> Option<Decimal> {
        let table = book.sheets.get(sheet)?;
        let computed = table.formula_at(row, column).and_then(|formula| self.formula(sheet, formula));
        computed.or_else(|| table.value(row, column)?.number(book.is_csv))
    }
}

/// The functions that a formula calls, in capitals.
pub(crate) fn functions(text: &str) -> Vec<String> {
    let (mut found, mut word, mut within) = (Vec::new(), String::new(), None);
    for c in text.chars().take(LENGTH) {
        match (within, c) {
            (Some(quote), c) if c == quote => within = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => within = Some(c),
            (None, '(') if !word.is_empty() => found.push(std::mem::take(&mut word)),
            (None, c) if c.is_ascii_alphanumeric() || c == '.' || c == '_' => word.push(c.to_ascii_uppercase()),
            (None, _) => word.clear(),
        }
    }
    found
}

struct Engine<'a> {
    book: &'a Workbook,
    states: Vec<Vec<State>>,
    steps: u64,
}

/// What a cell or a piece of a formula stands for.
#[derive(Debug, Clone, Copy)]
enum Operand {
    Blank,
    Number(Decimal),
    /// Text or a truth value, which sums pass over and arithmetic does not take.
    Other,
}

/// Cells from one corner to another, both included.
#[derive(Debug, Clone, Copy)]
struct Range {
    sheet: usize,
    rows: (u32, u32),
    columns: (u32, u32),
}

/// An argument of a function.
enum Argument {
    Cells(Range),
    Value(Operand),
}

impl<'a> Engine<'a> {
    fn state(&mut self, sheet: usize, formula: usize) -> Option<&mut State> {
        self.states.get_mut(sheet)?.get_mut(formula)
    }

    fn compute(&mut self, sheet: usize, formula: usize, waiting: u32) -> Option<Decimal> {
        match self.state(sheet, formula)? {
            State::Done(value) => return *value,
            State::Busy => return None,
            state if waiting < WAITING => *state = State::Busy,
            State::New => return None,
        }
        let book = self.book;
        let value = book.sheets.get(sheet).and_then(|table| {
            let formula = table.formulas.get(formula)?;
            let text = table.formula_text(formula);
            let mut parser = Parser { text: text.as_bytes(), at: 0, sheet, formula, waiting, nesting: 0 };
            if text.len() <= LENGTH { parser.whole(self) } else { None }
        });
        *self.state(sheet, formula)? = State::Done(value);
        value
    }

    fn cell(&mut self, sheet: usize, row: u32, column: u32, waiting: u32) -> Option<Operand> {
        self.steps = self.steps.checked_sub(1)?;
        let table = self.book.sheets.get(sheet)?;
        if let Some(formula) = table.formula_at(row, column) {
            if self.states.get(sheet)?.get(formula) == Some(&State::Busy) {
                return None;
            }
            if let Some(value) = self.compute(sheet, formula, waiting + 1) {
                return Some(Operand::Number(value));
            }
            table.value(row, column)?;
        }
        match table.value(row, column) {
            None => Some(Operand::Blank),
            Some(Value::Error(_) | Value::Number("")) => None,
            Some(value @ Value::Number(_)) => value.number(false).map(Operand::Number),
            Some(Value::Date(serial)) => Some(Decimal::parse(serial).map_or(Operand::Other, Operand::Number)),
            Some(Value::Bool(_) | Value::Text(_)) => Some(Operand::Other),
        }
    }

    fn each(&mut self, range: Range, waiting: u32, mut visit: impl FnMut(Operand) -> Option<()>) -> Option<()> {
        let table: &'a crate::table::Sheet = self.book.sheets.get(range.sheet)?;
        for (row, cells) in table.rows_between(range.rows.0, range.rows.1) {
            self.steps = self.steps.checked_sub(1)?;
            if range.columns.0 == range.columns.1 {
                if cells.value(range.columns.0).is_some() {
                    visit(self.cell(range.sheet, row, range.columns.0, waiting)?)?;
                }
                continue;
            }
            for (column, _) in cells.values() {
                self.steps = self.steps.checked_sub(1)?;
                if (range.columns.0..=range.columns.1).contains(&column) {
                    visit(self.cell(range.sheet, row, column, waiting)?)?;
                }
            }
        }
        Some(())
    }

    fn call(&mut self, name: &str, arguments: &[Argument], waiting: u32) -> Option<Decimal> {
        let mut numbers = Numbers::default();
        for argument in arguments {
            match argument {
                Argument::Cells(range) => self.each(*range, waiting, |operand| numbers.take(operand))?,
                Argument::Value(operand) => numbers.take(*operand)?,
            }
        }
        match (name, arguments) {
            ("SUM", _) => Some(numbers.sum),
            ("AVERAGE", _) => numbers.sum.over(Decimal::from_count(numbers.count)?),
            ("MIN", _) => Some(numbers.least.unwrap_or_default()),
            ("MAX", _) => Some(numbers.greatest.unwrap_or_default()),
            ("COUNT", _) => Decimal::from_count(numbers.count),
            ("COUNTA", _) => Decimal::from_count(numbers.filled),
            ("ABS", [Argument::Value(Operand::Number(value))]) => Some(value.size()),
            ("ROUND", [Argument::Value(Operand::Number(value)), Argument::Value(Operand::Number(places))]) => {
                value.rounded(places.to_string().parse().ok()?)
            }
            _ => None,
        }
    }
}

#[derive(Default)]
struct Numbers {
    sum: Decimal,
    count: usize,
    filled: usize,
    least: Option<Decimal>,
    greatest: Option<Decimal>,
}

impl Numbers {
    fn take(&mut self, operand: Operand) -> Option<()> {
        if let Operand::Number(value) = operand {
            self.sum = self.sum.plus(value)?;
            self.count += 1;
            self.least = Some(self.least.map_or(value, |least| least.min(value)));
            self.greatest = Some(self.greatest.map_or(value, |greatest| greatest.max(value)));
        }
        self.filled += usize::from(!matches!(operand, Operand::Blank));
        Some(())
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    sheet: usize,
    formula: &'a Formula,
    waiting: u32,
    nesting: u32,
}

impl Parser<'_> {
    fn whole(&mut self, engine: &mut Engine<'_>) -> Option<Decimal> {
        let value = number(self.sum(engine)?)?;
        self.blanks();
        (self.at == self.text.len()).then_some(value)
    }

    fn sum(&mut self, engine: &mut Engine<'_>) -> Option<Operand> {
        let mut value = self.product(engine)?;
        loop {
            value = match self.eat_one_of(b"+-") {
                Some(b'+') => Operand::Number(number(value)?.plus(number(self.product(engine)?)?)?),
                Some(_) => Operand::Number(number(value)?.minus(number(self.product(engine)?)?)?),
                None => return Some(value),
            };
        }
    }

    fn product(&mut self, engine: &mut Engine<'_>) -> Option<Operand> {
        let mut value = self.signed(engine)?;
        loop {
            value = match self.eat_one_of(b"*/") {
                Some(b'*') => Operand::Number(number(value)?.times(number(self.signed(engine)?)?)?),
                Some(_) => Operand::Number(number(value)?.over(number(self.signed(engine)?)?)?),
                None => return Some(value),
            };
        }
    }

    fn signed(&mut self, engine: &mut Engine<'_>) -> Option<Operand> {
        let (mut negative, mut signs) = (false, 0);
        while let Some(sign) = self.eat_one_of(b"+-") {
            negative ^= sign == b'-';
            signs += 1;
        }
        let mut value = self.primary(engine)?;
        while self.eat_one_of(b"%").is_some() {
            value = Operand::Number(number(value)?.over(Decimal::from_count(100)?)?);
        }
        match signs {
            0 => Some(value),
            _ if negative => Some(Operand::Number(number(value)?.negated())),
            _ => Some(Operand::Number(number(value)?)),
        }
    }

    fn primary(&mut self, engine: &mut Engine<'_>) -> Option<Operand> {
        self.blanks();
        if self.eat_one_of(b"(").is_some() {
            self.nesting += 1;
            let value = if self.nesting <= NESTING { self.sum(engine)? } else { return None };
            self.nesting -= 1;
            return self.eat_one_of(b")").map(|_| value);
        }
        let start = self.at;
        let digits = self.take(|byte| byte.is_ascii_digit() || byte == b'.').to_owned();
        if !digits.is_empty() && !matches!(self.peek(), Some(b':' | b'$')) {
            return Decimal::parse(&digits).map(Operand::Number);
        }
        self.at = start;
        let word = self.take(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_').to_ascii_uppercase();
        if !word.is_empty() && self.eat_one_of(b"(").is_some() {
            return self.call(engine, &word).map(Operand::Number);
        }
        self.at = start;
        let range = self.range(engine.book)?;
        let one = range.rows.0 == range.rows.1 && range.columns.0 == range.columns.1;
        if one { engine.cell(range.sheet, range.rows.0, range.columns.0, self.waiting) } else { None }
    }

    fn call(&mut self, engine: &mut Engine<'_>, name: &str) -> Option<Decimal> {
        self.nesting += 1;
        if self.nesting > NESTING {
            return None;
        }
        let mut arguments = Vec::new();
        loop {
            let start = self.at;
            let cells = self.range(engine.book).filter(|_| matches!(self.next_after_blanks(), Some(b',' | b')')));
            arguments.push(if let Some(range) = cells.filter(|_| name != "ABS" && name != "ROUND") {
                Argument::Cells(range)
            } else {
                self.at = start;
                Argument::Value(self.sum(engine)?)
            });
            match self.eat_one_of(b",)")? {
                b',' if arguments.len() < 255 => {}
                b')' => break,
                _ => return None,
            }
        }
        self.nesting -= 1;
        engine.call(name, &arguments, self.waiting)
    }

    /// `A1`, `$A$1:B2`, `A:A`, `2:3`, each perhaps after `Sheet!` or `'My sheet'!`.
    fn range(&mut self, book: &Workbook) -> Option<Range> {
        self.blanks();
        let sheet = self.sheet_name(book)?;
        let first = self.corner()?;
        let colon = self.eat_one_of(b":").is_some();
        let last = if colon { self.corner()? } else { first };
        if !colon && (first.0.is_none() || first.1.is_none()) {
            return None;
        }
        let ordered = |one: Option<u32>, other: Option<u32>, end: u32| match (one, other) {
            (Some(one), Some(other)) => Some((one.min(other), one.max(other))),
            (None, None) => Some((0, end)),
            _ => None,
        };
        Some(Range {
            sheet,
            rows: ordered(first.0, last.0, LAST_ROW)?,
            columns: ordered(first.1, last.1, LAST_COLUMN)?,
        })
    }

    fn sheet_name(&mut self, book: &Workbook) -> Option<usize> {
        let start = self.at;
        let name = if self.eat_one_of(b"'").is_some() {
            let name = self.take(|byte| byte != b'\'').to_owned();
            self.eat_one_of(b"'")?;
            name
        } else {
            self.take(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || byte >= 0x80).to_owned()
        };
        if !name.is_empty() && self.peek() == Some(b'!') {
            self.at += 1;
            return book.sheets.iter().position(|sheet| normal(&sheet.name) == normal(&name));
        }
        self.at = start;
        Some(self.sheet)
    }

    /// Row and column from 0; one of them is missing in `A:A`.
    fn corner(&mut self) -> Option<(Option<u32>, Option<u32>)> {
        let fixed_column = self.eat_now(b'$');
        let letters = self.take(|byte| byte.is_ascii_alphabetic()).to_owned();
        let fixed_row = if letters.is_empty() { fixed_column } else { self.eat_now(b'$') };
        let digits = self.take(|byte| byte.is_ascii_digit()).to_owned();
        let shift = |at: u32, by: i64, fixed: bool, last: u32| {
            let moved = i64::from(at) + if fixed { 0 } else { by };
            u32::try_from(moved).ok().filter(|moved| *moved <= last)
        };
        let row = if digits.is_empty() { None } else { Some(place(&format!("A{digits}"))?.0) };
        let column = if letters.is_empty() { None } else { Some(column_number(&letters)?) };
        if row.is_none() && column.is_none() {
            return None;
        }
        let row = row.map(|row| shift(row, self.formula.rows, fixed_row, LAST_ROW).ok_or(())).transpose().ok()?;
        let column = column.map(|at| shift(at, self.formula.columns, fixed_column, LAST_COLUMN).ok_or(())).transpose();
        Some((row, column.ok()?))
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn next_after_blanks(&self) -> Option<u8> {
        self.text.get(self.at..)?.iter().copied().find(|byte| !byte.is_ascii_whitespace())
    }

    fn eat_one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        self.blanks();
        let found = self.peek().filter(|byte| bytes.contains(byte))?;
        self.at += 1;
        Some(found)
    }

    fn eat_now(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn take(&mut self, fits: impl Fn(u8) -> bool) -> &str {
        let start = self.at;
        while self.peek().is_some_and(&fits) {
            self.at += 1;
        }
        self.text.get(start..self.at).and_then(|taken| std::str::from_utf8(taken).ok()).unwrap_or_default()
    }
}

/// What arithmetic takes: nothing counts as zero.
fn number(operand: Operand) -> Option<Decimal> {
    match operand {
        Operand::Blank => Some(Decimal::ZERO),
        Operand::Number(value) => Some(value),
        Operand::Other => None,
    }
}

#[cfg(test)]
mod tests;
