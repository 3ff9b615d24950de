//! A candidate's program never sees what the evaluator knows: no byte of a hidden test is in the memory of its instance.

use crate::program::Run;

/// Long, and with no eight bytes that anything else would hold.
const SENTINEL: &str = "Zq7#kR2试w~9Xw!vK3@pL5$Jm验8&tQ0^bN6*";

/// Fails when `output` holds the sentinel: whole, or eight bytes of it, as UTF-8, UTF-16 or UTF-32.
#[track_caller]
fn check_absent(output: &[u8]) {
    let utf16: Vec<u8> = SENTINEL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32: Vec<u8> = SENTINEL.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    let found = |needle: &[u8]| memory_holds(output, needle);
    for (encoded, piece) in [(SENTINEL.as_bytes(), 8), (&utf16[..], 16), (&utf32[..], 32)] {
        assert!(!found(encoded));
        for window in encoded.windows(piece) {
            assert!(!found(window), "the dump holds {window:?}");
        }
    }
}

fn memory_holds(memory: &[u8], needle: &[u8]) -> bool {
    let first = needle[0];
    memory.iter().enumerate().any(|(at, byte)| *byte == first && memory[at..].starts_with(needle))
}

#[test]
fn the_search_finds_what_is_there() {
    let mut memory = vec![0; 1_000];
    memory.extend_from_slice(&SENTINEL.as_bytes()[5..13]);
    assert!(std::panic::catch_unwind(|| check_absent(&memory)).is_err());
    assert!(
        std::panic::catch_unwind(|| check_absent(
            &SENTINEL[7..].encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()
        ))
        .is_err()
    );
}

#[test]
fn a_dump_of_all_memory_holds_no_byte_of_the_evaluators_secret() {
    let reports = Run::dump("dump")
        .output_bytes(4 << 20)
        .secret(SENTINEL)
        .stdin("visible-input-1")
        .stdin("visible-input-2")
        .reports();
    for (n, report) in reports.iter().enumerate() {
        assert_eq!(report.verdict, "finished");
        assert!(report.stdout.len() as u64 >= report.peak_memory_bytes.min(1 << 20), "{}", report.stdout.len());
        // The dump is real: it holds this input, and not the other one.
        assert!(memory_holds(&report.stdout, format!("visible-input-{}", n + 1).as_bytes()));
        assert!(!memory_holds(&report.stdout, format!("visible-input-{}", 2 - n).as_bytes()));
        check_absent(&report.stdout);
        check_absent(&report.stderr);
    }
}

#[test]
fn every_object_and_frame_of_python_holds_no_byte_of_it_either() {
    let program = r#"
import gc, sys

def texts(value, depth=0):
    try:
        yield repr(value)
    except BaseException as error:
        yield type(error).__name__
    if depth < 2:
        for part in gc.get_referents(value):
            if isinstance(part, (str, bytes, bytearray)):
                yield str(part)

mine = input()
found = set()
gc.unfreeze()
frame = sys._getframe()
while frame is not None:
    for values in (frame.f_locals, frame.f_globals, frame.f_code.co_consts):
        for text in texts(values):
            found.add(text)
    frame = frame.f_back
for value in gc.get_objects():
    if not isinstance(value, (type(sys), type(found))):
        for part in gc.get_referents(value):
            if isinstance(part, (str, bytes)):
                found.add(str(part))
text = "\n".join(sorted(found))
print(len(text), mine in text)
sys.stdout.buffer.write(text.encode("utf-8", "replace"))
"#;
    let reports = Run::python(program)
        .output_bytes(12 << 20)
        .memory_bytes(256 << 20)
        .secret(SENTINEL)
        .stdin("visible-input")
        .reports();
    let report = &reports[0];
    assert_eq!(report.end(), ("finished".to_owned(), String::new()));
    let first_line = report.stdout();
    let first_line = first_line.lines().next().unwrap();
    let (length, own_input_found) = first_line.split_once(' ').unwrap();
    assert!(length.parse::<usize>().unwrap() > 100_000 && own_input_found == "True", "{first_line}");
    check_absent(&report.stdout);
}
