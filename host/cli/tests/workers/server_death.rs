//! A server that is killed takes its workers along.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::pool::{endless, evaluate, pool};

const READY: &str = "the workers run";

#[test]
fn the_workers_of_a_killed_server_end() {
    let mut server = Command::new(std::env::current_exe().expect("this binary has a path"))
        .args(["--exact", "server_death::serve_until_killed", "--ignored", "--nocapture"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    assert!(said.any(|line| line.expect("text").contains(READY)), "it died early");
    server.kill().expect("it can be killed");
    server.wait().expect("it is dead");
    // The workers have the same standard error: it ends when the last of them does.
    let mut rest = String::new();
    server.stderr.take().expect("it is piped").read_to_string(&mut rest).expect("text");
}

#[tokio::test]
#[ignore = "the server of `the_workers_of_a_killed_server_end`"]
async fn serve_until_killed() {
    let workers = pool(2, 10).await;
    // One worker is at work and one at rest.
    let call = evaluate(&workers, endless());
    tokio::pin!(call);
    tokio::select! {
        biased;
        _ = &mut call => panic!("it takes longer than this"),
        () = tokio::task::yield_now() => {}
    }
    println!("{READY}");
    std::future::pending::<()>().await;
}
