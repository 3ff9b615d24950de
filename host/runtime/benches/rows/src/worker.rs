//! This program as a worker process, and the other end of its socket: what the server does with its workers, without the server.

use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};

use touchstone_core::grants::Grants;
use touchstone_runtime::worker::protocol::{Call, Ready, Reply, Request, descriptors, frame};
use touchstone_runtime::worker::serve;
use touchstone_runtime::{Artifact, ArtifactCache, Runtime, stores_made, with_evaluation_stack};

use crate::setting::{Setting, artifacts};

/// The argument with which this program is a worker.
pub(crate) const WORKER: &str = "--worker";

/// What this program does when it is started with [`WORKER`]: at its end it says how many stores it made.
pub(crate) fn work() {
    let stream = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned().expect("a standard input"));
    let runtime = Runtime::of_artifacts().expect("the sandbox starts");
    let _ = with_evaluation_stack(|| {
        serve(stream, &runtime, |_| {
            println!("{}", stores_made());
            std::process::exit(0)
        })
    });
}

/// A worker process with the plugin that it calls, and the language runtimes for programs. Ends when dropped.
pub(crate) struct Worker {
    stream: Option<UnixStream>,
    child: Child,
    artifacts: Vec<Artifact>,
}

impl Worker {
    /// The first component is the plugin's.
    pub(crate) fn start(setting: &Setting, components: &[&str]) -> Self {
        let (mut ours, theirs) = UnixStream::pair().expect("sockets");
        let program = std::env::current_exe().expect("this program has a path");
        let child = Command::new(program).arg(WORKER).stdin(OwnedFd::from(theirs)).stdout(Stdio::piped()).spawn();
        let child = child.expect("it starts");
        frame::read::<Ready>(&mut ours).expect("a frame").expect("it gets ready");
        let cache = ArtifactCache::new(artifacts());
        let artifact = |path: &&str| cache.artifact(&setting.component(path)).expect("it compiles");
        Self { stream: Some(ours), child, artifacts: components.iter().map(artifact).collect() }
    }

    /// A call of its plugin, as it is sent.
    pub(crate) fn request(&self, grants: &Grants, call: Call) -> Vec<u8> {
        let (plugin, runtimes) = self.artifacts.split_first().expect("a plugin");
        let runtimes = runtimes.iter().map(Artifact::digest).collect();
        let (grants, files) = (grants.clone(), Vec::new());
        let request = Request { number: 1, plugin: plugin.digest(), grants, runtimes, files, call };
        frame::encode(&request).expect("it fits")
    }

    pub(crate) fn call(&mut self, request: &[u8]) -> Reply {
        let artifacts: Vec<BorrowedFd<'_>> = self.artifacts.iter().map(AsFd::as_fd).collect();
        let stream = self.stream.as_mut().expect("until it is dropped");
        let sent = descriptors::send(&*stream, request, &artifacts).expect("it reads");
        stream.write_all(&request[sent..]).expect("it reads");
        frame::read(stream).expect("a frame").expect("it replies")
    }

    /// Ends it; how many stores it made.
    pub(crate) fn end(mut self) -> u64 {
        self.stream = None;
        let mut said = String::new();
        self.child.stdout.take().expect("it is piped").read_to_string(&mut said).expect("it is text");
        said.trim().parse().expect("a number")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stream = None;
        let _ = self.child.wait();
    }
}
