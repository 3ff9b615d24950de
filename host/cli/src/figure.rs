//! Pictures as SVG: shapes with a few classes of colour that can be read on light and on dark, text escaped. Knows nothing of scores.

use svg::node::element::{Circle, Description, Group, Line, Polyline, Rectangle, Style, Text, Title};
use svg::{Document, Node};
use unicode_width::UnicodeWidthStr;

/// The height of the letters, in pixels like every other length here.
pub(crate) const LETTER: f64 = 12.0;

/// The colours are told apart with any colour vision (Okabe and Ito 2008), and no meaning is by colour alone.
const STYLE: &str = "
  text { font-family: system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; font-size: 12px; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .page { fill: #ffffff; }
  .axis { stroke: #59636e; fill: none; }
  .grid { stroke: #d1d9e0; fill: none; }
  .limit { stroke: #59636e; stroke-dasharray: 5 4; fill: none; }
  .band { fill: #59636e; fill-opacity: 0.15; }
  .first { fill: #0072b2; stroke: #0072b2; }
  .second { fill: #d55e00; stroke: #d55e00; }
  .faint { fill: #8c959f; stroke: #8c959f; }
  polyline.first, polyline.second, polyline.faint { fill: none; stroke-width: 2; }
  circle { fill-opacity: 0.65; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .page { fill: #0d1117; }
    .axis, .limit { stroke: #9198a1; }
    .grid { stroke: #3d444d; }
    .band { fill: #9198a1; fill-opacity: 0.25; }
    .first { fill: #56b4e9; stroke: #56b4e9; }
    .second { fill: #e69f00; stroke: #e69f00; }
    .faint { fill: #656c76; stroke: #656c76; }
    polyline.first, polyline.second, polyline.faint { fill: none; }
  }
";

/// A picture that is being drawn; the origin is at its upper left.
pub(crate) struct Figure {
    title: String,
    width: f64,
    height: f64,
    shapes: Group,
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Figure {
    /// With a title, at the top.
    pub(crate) fn new(title: &str, width: f64, height: f64) -> Self {
        let mut figure = Self { title: visible(title), width, height, shapes: Group::new() };
        figure.rectangle((0.0, 0.0), (width, height), "page");
        figure.text((16.0, 26.0), Anchor::Start, "title", title);
        figure
    }

    /// A text on its base line.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = Text::new(visible(text)).set("x", pixels(x)).set("y", pixels(y));
        self.shapes.append(text.set("text-anchor", anchor).set("class", class));
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let line = Line::new().set("x1", pixels(from.0)).set("y1", pixels(from.1));
        self.shapes.append(line.set("x2", pixels(to.0)).set("y2", pixels(to.1)).set("class", class));
    }

    pub(crate) fn polyline(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", pixels(*x), pixels(*y))).collect();
        self.shapes.append(Polyline::new().set("points", points.join(" ")).set("class", class));
    }

    pub(crate) fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let rectangle = Rectangle::new().set("x", pixels(x)).set("y", pixels(y)).set("width", pixels(width.max(0.0)));
        self.shapes.append(rectangle.set("height", pixels(height.max(0.0))).set("class", class));
    }

    /// A dot that says `what` it is to whoever points at it.
    pub(crate) fn dot(&mut self, (x, y): (f64, f64), class: &str, what: &str) {
        let dot = Circle::new().set("cx", pixels(x)).set("cy", pixels(y)).set("r", "4").set("class", class);
        self.shapes.append(dot.add(Title::new(visible(what))));
    }

    /// The whole, with what it says in words for those who do not see it.
    pub(crate) fn into_svg(self, description: &str) -> String {
        let (width, height) = (pixels(self.width), pixels(self.height));
        let document = Document::new()
            .set("viewBox", format!("0 0 {width} {height}"))
            .set("width", width)
            .set("height", height)
            .set("role", "img")
            .add(Title::new(self.title))
            .add(Description::new().add(svg::node::Text::new(visible(description))))
            .add(Style::new(STYLE))
            .add(self.shapes);
        format!("{document}\n")
    }
}

/// A square with two axes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) side: f64,
    /// The lowest and the highest value.
    pub(crate) x: (f64, f64),
    pub(crate) y: (f64, f64),
}

impl Plane {
    /// Where a pair of values lies.
    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        (self.left + self.side * share(x, self.x), self.top + self.side * (1.0 - share(y, self.y)))
    }

    /// A grid with its figures, and what the axes are about.
    pub(crate) fn draw(&self, figure: &mut Figure, names: [&str; 2], x_ticks: &[f64], y_ticks: &[f64]) {
        let (right, bottom) = (self.left + self.side, self.top + self.side);
        for tick in x_ticks {
            let (x, _) = self.at(*tick, self.y.0);
            figure.line((x, self.top), (x, bottom), "grid");
            figure.text((x, bottom + 16.0), Anchor::Middle, "quiet", &tick.to_string());
        }
        for tick in y_ticks {
            let (_, y) = self.at(self.x.0, *tick);
            figure.line((self.left, y), (right, y), "grid");
            figure.text((self.left - 6.0, y + 4.0), Anchor::End, "quiet", &tick.to_string());
        }
        figure.line((self.left, bottom), (right, bottom), "axis");
        figure.line((self.left, self.top), (self.left, bottom), "axis");
        figure.text((f64::midpoint(self.left, right), bottom + 34.0), Anchor::Middle, "", names[0]);
        figure.text((self.left - 36.0, self.top - 10.0), Anchor::Start, "", names[1]);
    }
}

/// About how wide a text is.
pub(crate) fn width_of(text: &str) -> f64 {
    f64::from(u32::try_from(text.width()).unwrap_or(u32::MAX)) * LETTER * 0.58
}

/// A text of at most so many columns, with `…` where it was cut.
pub(crate) fn shortened(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if short.width() + c.to_string().width() + 1 > columns {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// To tenths; a picture need not be finer.
fn pixels(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), ToOwned::to_owned)
}

/// XML has no control characters, not even escaped ones.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_nothing_breaks_the_document() {
        let mut figure = Figure::new("<script>alert(1)</script> & \u{1b}[2J", 200.0, 100.0);
        figure.text((1.0, 2.25), Anchor::End, "quiet", "王芳 \"<&>\"\u{0}");
        figure.dot((3.0, 4.0), "first", "]]><x/>");
        let svg = figure.into_svg("what it & shows");
        for part in [
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; [2J",
            "王芳 \"&lt;&amp;&gt;\"",
            "]]&gt;&lt;x/&gt;",
            "what it &amp; shows",
            "viewBox=\"0 0 200 100\"",
            "y=\"2.2\"",
            "prefers-color-scheme: dark",
        ] {
            assert!(svg.contains(part), "`{part}` is not in\n{svg}");
        }
        assert!(!svg.contains("<script") && !svg.chars().any(|c| c.is_control() && c != '\n'), "{svg}");
    }

    #[test]
    fn long_labels_are_cut_by_columns() {
        let cases =
            [("short", 10, "short"), ("abcdefghijk", 6, "abcde…"), ("候选人姓名很长", 7, "候选人…"), ("", 3, "")];
        for (text, columns, expected) in cases {
            assert_eq!(shortened(text, columns), expected);
        }
    }
}
