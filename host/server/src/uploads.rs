//! What candidates uploaded for an item, and which of it an answer names. Takes no request, and reads no bytes but to make a receipt.

use std::fs::File;
use std::io::{self, Read};

use touchstone_core::answer::{Answer, UploadedFile};
use touchstone_core::ids::{CandidateId, Hasher, InterviewId, ItemId};
use touchstone_core::mistake::Mistake;
use touchstone_core::path::RelativePath;
use touchstone_core::receipt::{Salt, SaltedDigest};
use touchstone_runtime::worker::protocol;
use touchstone_store::Expected;

use crate::app::App;
use crate::problem::{Code, Problem};
use crate::records::{UploadRecord, UploadsRecord, uploads_key};
use crate::workers::AnswerFile;

/// The most bytes of one file.
pub(crate) const FILE_BYTES: u64 = 32 << 20;
/// The most files of an item, and their most bytes together.
pub(crate) const FILES: usize = protocol::MAX_FILES;
pub(crate) const FILES_BYTES: u64 = protocol::MAX_FILES_BYTES;

/// What to do about an answer that names no upload.
const NAMING: &str =
    "upload it with `PUT …/items/ITEM/files/NAME`, and write `name`, `media_type` and `path` as that answered";

/// How a receipt reads files, in bytes at a time.
const PART: usize = 256 << 10;

/// The files of an item as they are stored.
pub(crate) struct Uploads {
    /// What a batch that builds on them has to find.
    pub(crate) expected: Expected,
    /// In the order of their names, each of which is there once.
    pub(crate) files: Vec<UploadRecord>,
}

/// The files that a candidate uploaded for an item.
pub(crate) async fn uploads(
    app: &App,
    job: &InterviewId,
    candidate: &CandidateId,
    item: &ItemId,
) -> Result<Uploads, Problem> {
    let found = app.find::<UploadsRecord>(uploads_key(job, candidate, item)).await?;
    Ok(match found {
        Some(found) => Uploads { expected: Expected::Version(found.version), files: found.value.files },
        None => Uploads { expected: Expected::Absent, files: Vec::new() },
    })
}

/// Where an answer finds a file: `CANDIDATE/ITEM/NAME`, so that the files of many candidates can lie beside their answer sheets.
pub(crate) fn path(candidate: &CandidateId, item: &ItemId, name: &str) -> Result<RelativePath, Problem> {
    let refused = |why: String| Problem::new(Code::FileNameRefused, why);
    if name.contains('/') {
        return Err(refused("a file's name has no `/`; send the name without its folder".to_owned()));
    }
    let path = format!("{candidate}/{item}/{name}").parse::<RelativePath>();
    path.map_err(|error| refused(format!("{error}; give the file another name, such as `report.xlsx`")))
}

impl Uploads {
    pub(crate) fn file(&self, name: &str) -> Option<&UploadRecord> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Those that an answer names, in its order; else every mistake, with its place in the answer.
    pub(crate) fn named<'a>(
        &'a self,
        candidate: &CandidateId,
        item: &ItemId,
        answer: &Answer,
    ) -> Result<Vec<&'a UploadRecord>, Vec<Mistake>> {
        let (mut named, mut mistakes) = (Vec::new(), Vec::new());
        for (n, file) in listed(answer).iter().enumerate() {
            let found = self.files.iter().find(|upload| is_at(candidate, item, upload, file));
            let (key, problem) = match found {
                None => ("path", format!("no file was uploaded for the item `{item}` as `{}`", file.path)),
                Some(upload) if upload.name != file.name => {
                    ("name", format!("the file at `{}` was uploaded as `{}`", file.path, upload.name))
                }
                Some(upload) if upload.media_type != file.media_type => {
                    ("media_type", format!("`{}` was uploaded as `{}`", file.path, upload.media_type))
                }
                Some(upload) => {
                    named.push(upload);
                    continue;
                }
            };
            mistakes.push(Mistake { path: format!("/files/{n}/{key}"), problem, remedy: NAMING.to_owned() });
        }
        if mistakes.is_empty() { Ok(named) } else { Err(mistakes) }
    }
}

/// Whether an answer names a file.
pub(crate) fn names(candidate: &CandidateId, item: &ItemId, answer: &Answer, upload: &UploadRecord) -> bool {
    listed(answer).iter().any(|file| is_at(candidate, item, upload, file))
}

fn listed(answer: &Answer) -> &[UploadedFile] {
    if let Answer::Files(files) = answer { files } else { &[] }
}

fn is_at(candidate: &CandidateId, item: &ItemId, upload: &UploadRecord, file: &UploadedFile) -> bool {
    path(candidate, item, &upload.name).is_ok_and(|path| path == file.path)
}

/// Where the bytes of files are.
pub(crate) async fn contents(app: &App, uploads: &[&UploadRecord]) -> Result<Vec<AnswerFile>, Problem> {
    let mut files = Vec::new();
    for UploadRecord { digest, bytes, .. } in uploads.iter().copied() {
        let path = app.store().blob_file(*digest).await?;
        let path = path.ok_or_else(|| Problem::internal(format!("the uploaded file {digest} is gone")))?;
        files.push(AnswerFile { digest: *digest, bytes: *bytes, path });
    }
    Ok(files)
}

/// The files of an answer that was taken: they do not change while it names them.
pub(crate) async fn of_answer(
    app: &App,
    job: &InterviewId,
    candidate: &CandidateId,
    item: &ItemId,
    answer: &Answer,
) -> Result<Vec<AnswerFile>, Problem> {
    if listed(answer).is_empty() {
        return Ok(Vec::new());
    }
    let uploads = uploads(app, job, candidate, item).await?;
    let named = uploads.named(candidate, item, answer);
    let named = named.map_err(|_| Problem::internal(format!("files of the answer to `{item}` are gone")))?;
    contents(app, &named).await
}

/// What a receipt says of files.
pub(crate) async fn salted(files: Vec<AnswerFile>, salt: &Salt) -> Result<Vec<SaltedDigest>, Problem> {
    let salt = salt.clone();
    let read = move || files.iter().map(|file| salted_digest(file, &salt)).collect::<io::Result<Vec<_>>>();
    let salted = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::internal(error.to_string()))?;
    salted.map_err(|error| Problem::internal(format!("an uploaded file cannot be read: {error}")))
}

fn salted_digest(file: &AnswerFile, salt: &Salt) -> io::Result<SaltedDigest> {
    let (mut salted, mut plain) = (salt.hasher(), Hasher::default());
    let (mut content, mut part) = (File::open(&file.path)?, vec![0; PART]);
    loop {
        let read = match content.read(&mut part) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            break;
        }
        salted.update(&part[..read]);
        plain.update(&part[..read]);
    }
    if plain.finish() == file.digest {
        Ok(salted.finish())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} was changed on the disk", file.digest)))
    }
}
