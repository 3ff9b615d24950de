//! The keys that sign receipts: `touchstone key new FILE` makes a pair, and others read one of them. Signs nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use touchstone_core::receipt::{PrivateKey, PublicKey};
use touchstone_runtime::secret_file;

use crate::report::{Failure, FailureKind};

/// More than any Ed25519 key in PEM has.
const MOST_BYTES: u64 = 4096;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a pair: the private key in FILE, for this user alone, and the public one in FILE.pub
    New {
        /// A file that is not there yet
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Command::New { file } = &arguments.command;
    let public_file = public_file(file);
    for path in [file, &public_file] {
        if path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
    }
    let not_made = |path: &Path, error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(path),
        _ => Failure::new(FailureKind::Machine, format!("cannot write `{}`: {error}", path.display()))
            .hint("name a file in a folder that is there and that this user may write to"),
    };
    let key = PrivateKey::from_random(secret_file::random().map_err(|error| not_made(file, &error))?);
    secret_file::create(file, key.to_pem().as_bytes()).map_err(|error| not_made(file, &error))?;
    fs::File::create_new(&public_file)
        .and_then(|mut public| public.write_all(key.public().to_pem().as_bytes()))
        .map_err(|error| not_made(&public_file, &error))?;
    crate::print(&format!(
        "private key  {}  keep it to yourself\npublic key   {}  for whoever verifies receipts\nid           {}\n",
        file.display(),
        public_file.display(),
        key.public().id()
    ))
}

/// The key that signs.
pub(crate) fn read_private(path: &Path) -> Result<PrivateKey, Failure> {
    let bytes = secret_file::read(path, MOST_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => refused(path, &error).hint(
            "a private key is a file of this user's that nobody else may read: `chmod 600 FILE`, or make another",
        ),
        _ => {
            Failure::unreadable(FailureKind::Input, path, &error, "make a pair of keys with `touchstone key new FILE`")
        }
    })?;
    PrivateKey::from_pem(&String::from_utf8_lossy(&bytes)).map_err(|error| wrong(path, &error))
}

/// The key that verifies.
pub(crate) fn read_public(path: &Path) -> Result<PublicKey, Failure> {
    const GUIDE: &str =
        "give the public key of whoever issued the receipt, such as `FILE.pub` of `touchstone key new FILE`";
    let text =
        fs::read_to_string(path).map_err(|error| Failure::unreadable(FailureKind::Input, path, &error, GUIDE))?;
    PublicKey::from_pem(&text).map_err(|error| wrong(path, &error))
}

fn public_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn taken(path: &Path) -> Failure {
    Failure::new(FailureKind::Input, format!("there is a `{}` already", path.display()))
        .hint("keys are never overwritten: receipts that they signed could not be verified any more; name another file")
}

fn refused(path: &Path, error: &impl ToString) -> Failure {
    Failure::new(FailureKind::Input, format!("the key `{}`: {}", path.display(), error.to_string()))
}

fn wrong(path: &Path, error: &impl ToString) -> Failure {
    Failure::said(FailureKind::Input, &format!("the key `{}`: {}", path.display(), error.to_string()))
}
