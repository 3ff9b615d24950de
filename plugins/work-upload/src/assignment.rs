//! Which file was handed in for which requirement: an answer is a plain list of files, so kinds and names have to tell.

use crate::kind::FileKind;
use crate::question::Requirement;
use crate::text::normal;

/// For each file, by name and kind, the place of its requirement. Files whose names hold a word of `named` choose first; each takes the
/// first requirement of its kind that has room.
pub(crate) fn assign(wanted: &[Requirement], files: &[(&str, Option<FileKind>)]) -> Vec<Option<usize>> {
    let mut room: Vec<usize> = wanted.iter().map(|requirement| requirement.max).collect();
    let mut assigned = vec![None; files.len()];
    for by_name in [true, false] {
        for ((name, kind), place) in files.iter().zip(&mut assigned).filter(|(_, place)| place.is_none()) {
            let name = normal(name);
            let fits = |requirement: &Requirement| {
                kind.is_some_and(|kind| requirement.kinds.contains(&kind))
                    && (!by_name || requirement.named.iter().any(|word| name.contains(&normal(word))))
            };
            let free = wanted.iter().zip(&mut room).enumerate().find(|(_, (it, room))| **room > 0 && fits(it));
            if let Some((index, (_, room))) = free {
                *room -= 1;
                *place = Some(index);
            }
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::assign;
    use crate::kind::FileKind::{self, Csv, Docx, Xlsx};
    use crate::question::Requirement;

    fn wanted(id: &str, kinds: &[FileKind], max: usize, named: &[&str]) -> Requirement {
        let (kinds, named) = (serde_json::to_value(kinds).unwrap(), serde_json::to_value(named).unwrap());
        serde_json::from_value(
            serde_json::json!({"id": id, "title": {"en": id}, "kinds": kinds, "max": max, "named": named}),
        )
        .unwrap()
    }

    #[test]
    fn names_come_before_the_order() {
        let all = [
            wanted("plan", &[Xlsx, Csv], 1, &["计划", "plan"]),
            wanted("data", &[Xlsx, Csv], 2, &["data"]),
            wanted("text", &[Docx], 1, &[]),
        ];
        for (files, expected) in [
            (vec![("data.csv", Some(Csv)), ("我的计划.xlsx", Some(Xlsx))], vec![Some(1), Some(0)]),
            (
                vec![("a.csv", Some(Csv)), ("b.csv", Some(Csv)), ("c.csv", Some(Csv)), ("d.csv", Some(Csv))],
                vec![Some(0), Some(1), Some(1), None],
            ),
            (vec![("PLAN.csv", Some(Csv)), ("plan.csv", Some(Csv))], vec![Some(0), Some(1)]),
            (vec![("x.exe", None), ("t.docx", Some(Docx))], vec![None, Some(2)]),
        ] {
            assert_eq!(assign(&all, &files), expected, "{files:?}");
        }
    }
}
