//! Every code that a problem can have. Codes are stable: programs rely on them.

use axum::http::StatusCode;

macro_rules! codes {
    ($($name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code {
            $($name,)+
        }

        impl Code {
            /// As programs read it.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            pub(crate) fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// As people read it.
            pub(crate) fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// All of them, with their statuses and titles.
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

codes! {
    // Any request.
    MalformedJson = "malformed-json", BAD_REQUEST, "The body is not JSON";
    WrongPath = "wrong-path", BAD_REQUEST, "A part of the path is not what it has to be";
    WrongQuery = "wrong-query", BAD_REQUEST, "A query parameter is not what it has to be";
    WrongHeader = "wrong-header", BAD_REQUEST, "A header is not what it has to be";
    UnreadableBody = "unreadable-body", BAD_REQUEST, "The body could not be read";
    CrossOrigin = "cross-origin", FORBIDDEN, "Another site's page sent this";
    NoRoute = "no-route", NOT_FOUND, "There is nothing at this path";
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "The path does not have this method";
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE, "The body is too large";
    WrongMediaType = "wrong-media-type", UNSUPPORTED_MEDIA_TYPE, "The body is of another media type";
    WrongHost = "wrong-host", MISDIRECTED_REQUEST, "The request was meant for another host";
    WrongBody = "wrong-body", UNPROCESSABLE_ENTITY, "The body is JSON, but not what it has to be";
    ChangedMeanwhile = "changed-meanwhile", CONFLICT, "It was changed meanwhile";
    PreconditionFailed = "precondition-failed", PRECONDITION_FAILED, "It is not the version that If-Match names";
    Internal = "internal", INTERNAL_SERVER_ERROR, "The server failed";
    Busy = "busy", SERVICE_UNAVAILABLE, "Too much is going on";
    Stopping = "stopping", SERVICE_UNAVAILABLE, "The server is stopping";
    WorkerLost = "worker-lost", SERVICE_UNAVAILABLE, "The workers that ran this were lost";
    NotReady = "not-ready", SERVICE_UNAVAILABLE, "The server cannot serve yet";
    // Plugins.
    UnknownPlugin = "unknown-plugin", NOT_FOUND, "No such plugin is installed";
    UnknownPluginVersion = "unknown-plugin-version", NOT_FOUND, "The plugin is not installed in this version";
    PluginVersionTaken = "plugin-version-taken", CONFLICT, "Another component has this id and version";
    PluginRefused = "plugin-refused", UNPROCESSABLE_ENTITY, "It is no plugin that this server can run";
    CapabilityNotWanted = "capability-not-wanted", UNPROCESSABLE_ENTITY, "The plugin does not ask for this capability";
    LimitRefused = "limit-refused", UNPROCESSABLE_ENTITY, "The plugin cannot have this limit";
    PluginNotLinked = "plugin-not-linked", CONFLICT, "The plugin lacks a grant or does not fit this server";
    PluginFailed = "plugin-failed", BAD_GATEWAY, "The plugin failed";
    // Jobs.
    UnknownJob = "unknown-job", NOT_FOUND, "There is no such job";
    JobExists = "job-exists", CONFLICT, "A job has this id";
    JobPublished = "job-published", CONFLICT, "The job is published";
    JobNotPublished = "job-not-published", CONFLICT, "The job is not published";
    InterviewRefused = "interview-refused", UNPROCESSABLE_ENTITY, "The interview has mistakes";
    PublicationRefused = "publication-refused", UNPROCESSABLE_ENTITY, "The interview does not fit the installed plugins";
    UnknownModule = "unknown-module", UNPROCESSABLE_ENTITY, "The interview does not use this module";
    WeightsRefused = "weights-refused", UNPROCESSABLE_ENTITY, "The rubric cannot have these weights";
    // Re-scores.
    UnknownGeneration = "unknown-generation", NOT_FOUND, "The job has no such accepted generation";
    UnknownRescore = "unknown-rescore", NOT_FOUND, "The job has no such re-score";
    RescoreRefused = "rescore-refused", UNPROCESSABLE_ENTITY, "The answers cannot be scored in this way";
    RescoreOpen = "rescore-open", CONFLICT, "Another re-score of the job is not decided";
    RescoreRunning = "rescore-running", CONFLICT, "The re-score has not finished";
    RescoreDecided = "rescore-decided", CONFLICT, "The re-score is decided";
    // Candidates and their answers.
    UnknownCandidate = "unknown-candidate", NOT_FOUND, "The job has no such candidate";
    CandidateExists = "candidate-exists", CONFLICT, "A candidate of the job has this id";
    UnknownItem = "unknown-item", NOT_FOUND, "The interview has no such item";
    NoAnswer = "no-answer", NOT_FOUND, "There is no answer to this item";
    ItemSwitchedOff = "item-switched-off", CONFLICT, "The item is not administered";
    AlreadySubmitted = "already-submitted", CONFLICT, "The candidate has submitted";
    NotSubmitted = "not-submitted", CONFLICT, "The candidate has not submitted";
    BeingScored = "being-scored", CONFLICT, "The answers are still being scored";
    OverrideRefused = "override-refused", UNPROCESSABLE_ENTITY, "The scores cannot be set in this way";
    NoReceipt = "no-receipt", CONFLICT, "There is no receipt of this";
    AnswerRefused = "answer-refused", UNPROCESSABLE_ENTITY, "The answer cannot be taken";
    AnswerIsRecorded = "answer-is-recorded", CONFLICT, "The server records this answer itself";
    UnknownFile = "unknown-file", NOT_FOUND, "No such file was uploaded";
    FilesNotTaken = "files-not-taken", CONFLICT, "The item takes no files";
    FileNameRefused = "file-name-refused", UNPROCESSABLE_ENTITY, "A file cannot have this name";
    FileTooLarge = "file-too-large", PAYLOAD_TOO_LARGE, "The file is too large";
    FilesTooLarge = "files-too-large", PAYLOAD_TOO_LARGE, "The files of the item are too large together";
    TooManyFiles = "too-many-files", CONFLICT, "The item has as many files as it may";
    FileInAnswer = "file-in-answer", CONFLICT, "The answer names this file";
    ActionRefused = "action-refused", UNPROCESSABLE_ENTITY, "The question does not take this action";
    LogFull = "log-full", CONFLICT, "The item's log is full";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn every_code_is_another_and_an_error() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(!code.title().ends_with('.'), "{}", code.title());
        }
    }
}
