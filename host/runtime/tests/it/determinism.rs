//! One corpus of evaluations gives the same bytes, fuel and findings included: idle, while the machine has more to do than it can, in
//! another order, and in another process. Measures no time.

mod corpus;
mod examples;
mod floats;

use std::collections::BTreeMap;
use std::hint;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use touchstone_core::ids::Digest;

use crate::child;
use corpus::Case;

/// Busy threads beside what is evaluated, and evaluations at the same time: more than there are processors.
const SPINNERS: usize = 4;
const EVALUATING: usize = 3;

type Said = BTreeMap<String, String>;

/// In an order that has nothing to do with that of the corpus.
fn shuffled(mut cases: Vec<Case>) -> Vec<Case> {
    cases.sort_by_cached_key(|case| Digest::of(case.name.as_bytes()));
    cases
}

fn one_after_the_other(cases: &[Case]) -> Said {
    cases.iter().map(|case| (case.name.clone(), case.said())).collect()
}

/// With as many threads as take a case each until there is none.
fn at_the_same_time(cases: &[Case]) -> Said {
    let (waiting, said) = (Mutex::new(cases.iter()), Mutex::new(Said::new()));
    thread::scope(|scope| {
        for _ in 0..EVALUATING {
            scope.spawn(|| {
                loop {
                    let Some(case) = waiting.lock().unwrap().next() else { break };
                    let text = case.said();
                    said.lock().unwrap().insert(case.name.clone(), text);
                }
            });
        }
    });
    said.into_inner().unwrap()
}

/// Does `work` on a machine that is never idle.
fn under_load<T>(work: impl FnOnce() -> T) -> T {
    struct Stop<'a>(&'a AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..SPINNERS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let _stop = Stop(&stop);
        work()
    })
}

#[test]
fn load_order_and_process_change_no_byte() {
    let idle = one_after_the_other(&corpus::cases());
    let (loaded, elsewhere) = under_load(|| {
        thread::scope(|scope| {
            let elsewhere = scope.spawn(|| child::output_of("determinism::say_everything"));
            (at_the_same_time(&shuffled(corpus::cases())), elsewhere.join().expect("the other process says it"))
        })
    });
    let elsewhere: Said = serde_json::from_str(&elsewhere).expect("what the other process said");
    assert!(idle.len() > 40, "{} cases", idle.len());
    assert_eq!((loaded.len(), elsewhere.len()), (idle.len(), idle.len()));
    for (name, said) in &idle {
        assert_eq!(&loaded[name], said, "under load: {name}");
        assert_eq!(&elsewhere[name], said, "in another process: {name}");
    }
}

#[test]
#[ignore = "the other process of `load_order_and_process_change_no_byte`"]
fn say_everything() {
    let mut cases = shuffled(corpus::cases());
    cases.reverse();
    child::say(&serde_json::to_string(&one_after_the_other(&cases)).expect("texts"));
}
