//! What a seal holds.

use super::*;
use crate::compile::memory_file;

fn facts(component: &[u8]) -> Facts {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let (imports, exports) = (texts(&["a:b/c@1.0.0"]), texts(&["d"]));
    let surface = Surface { manifest: Some(b"{}".to_vec()), imports, exports };
    Facts::of(Digest::of(component), "engine".to_owned(), surface)
}

fn sealed(code: &[u8], key: &Key) -> File {
    let file = memory_file("test").unwrap();
    (&file).write_all(code).unwrap();
    seal(&file, &facts(code), key).unwrap();
    file
}

fn bytes(file: &File) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(length(file).unwrap()).unwrap()];
    file.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

fn of_bytes(bytes: &[u8]) -> File {
    let mut file = memory_file("test").unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn what_was_sealed_is_authentic_and_tells_its_facts() {
    let key = Key::random().unwrap();
    for code in [vec![], vec![7], vec![1; CHUNK_BYTES], vec![2; 3 * CHUNK_BYTES + 1]] {
        let file = sealed(&code, &key);
        assert_eq!(authenticate(&file, &key).unwrap(), facts(&code));
        assert_eq!(read(&file).unwrap(), facts(&code));
    }
}

#[test]
fn nobody_can_change_it_in_memory() {
    let file = sealed(b"code", &Key::random().unwrap());
    assert!((&file).write_all(b"x").is_err() && file.set_len(0).is_err() && file.set_len(10_000).is_err());
}

#[test]
fn with_any_bit_changed_or_any_byte_missing_it_is_refused() {
    let key = Key::random().unwrap();
    let whole = bytes(&sealed(b"some machine code", &key));
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(matches!(authenticate(&of_bytes(&changed), &key), Err(SealError::Broken)), "byte {at}");
        // Whoever has it vouched for by somebody else hears an error at most.
        let _ = read(&of_bytes(&changed));
    }
    for length in 0..whole.len() {
        assert!(authenticate(&of_bytes(&whole[..length]), &key).is_err(), "{length} bytes");
    }
    let longer = [&whole[..], b"x"].concat();
    assert!(authenticate(&of_bytes(&longer), &key).is_err());
}

#[test]
fn another_key_s_seal_is_none() {
    let file = sealed(b"code", &Key::random().unwrap());
    assert!(matches!(authenticate(&file, &Key::random().unwrap()), Err(SealError::Broken)));
}

#[test]
fn what_could_not_be_read_again_is_not_sealed() {
    let mut facts = facts(b"code");
    facts.manifest = "x".repeat(9 << 20);
    let error = seal(&memory_file("test").unwrap(), &facts, &Key::random().unwrap()).unwrap_err();
    assert!(error.to_string().ends_with("bytes of facts, 8388608 at most"), "{error}");
}
