//! Standard streams below Python's own: file descriptors 0, 1 and 2 go through the virtual WASI and are the same input and output.

use crate::program::Run;

#[test]
fn every_way_to_read_the_input_gives_it() {
    for text in [
        "import sys; print(sys.stdin.read())",
        "import sys; print(sys.stdin.buffer.read().decode())",
        "print(open(0).read())",
        "import os; print(os.read(0, 100).decode())",
        "import os\ndata = b''\nwhile chunk := os.read(0, 3): data += chunk\nprint(data.decode())",
        "import io; print(io.FileIO(0).readall().decode())",
        "import fileinput; print(''.join(fileinput.input('-')))",
    ] {
        assert_eq!(Run::python(text).stdin("one\ntwo 试").prints(), "one\ntwo 试\n", "{text}");
    }
}

#[test]
fn the_input_ends() {
    for text in [
        "import os; print(os.read(0, 10))",
        "print(open(0, 'rb').read())",
        "import sys; print(sys.stdin.buffer.read())",
    ] {
        assert_eq!(Run::python(text).stdin("").prints(), "b''\n", "{text}");
    }
    let report = Run::python("input()").report();
    assert_eq!(report.end(), ("runtime-error".to_owned(), "EOFError: EOF when reading a line".to_owned()));
}

#[test]
fn a_large_input_arrives_whole() {
    let input = "0123456789abcdef".repeat(30_000);
    for text in ["import sys; print(len(sys.stdin.read()))", "print(len(open(0).read()))"] {
        assert_eq!(Run::python(text).stdin(&input).prints(), "480000\n", "{text}");
    }
}

#[test]
fn what_is_written_to_the_descriptors_is_captured() {
    let report = Run::python("import os; os.write(1, b'out\\n'); os.write(2, b'err\\n')").report();
    assert_eq!(
        (report.verdict.as_str(), report.stdout(), report.stderr()),
        ("finished", "out\n".to_owned(), "err\n".to_owned())
    );
}

#[test]
fn what_is_written_to_the_descriptors_counts_against_the_limit() {
    let report = Run::python("import os\nwhile True: os.write(1, b'x' * 1000)").output_bytes(12_345).report();
    assert_eq!((report.verdict.as_str(), report.stdout.len()), ("output-limit", 12_345));
}

#[test]
fn output_that_is_no_utf_8_arrives_byte_by_byte() {
    let report = Run::python("import sys; sys.stdout.buffer.write(bytes(range(256)))").report();
    assert_eq!(report.stdout, (0..=255).collect::<Vec<u8>>());
}
