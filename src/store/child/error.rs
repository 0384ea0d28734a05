//! Why the supervised Redis does not start. Only data; `crate::terminal` words it for people.

use std::io;
use std::path::PathBuf;

use crate::store::connect::LOADING_TIMEOUT;

/// Why the supervised Redis does not start.
#[derive(Debug, thiserror::Error)]
pub enum ChildError {
    /// Neither program is on PATH.
    #[error("neither redis-server nor valkey-server is installed (apt-get install redis-server)")]
    NoServer,
    /// The program is older than 7.0.
    #[error("{program} has version {version}, but 7.0 or newer is needed")]
    TooOld {
        /// The name of the program.
        program: String,
        /// Its version.
        version: String,
    },
    /// Another process has locked the data directory.
    #[error("the data directory {} is in use by another daigang", data.display())]
    InUse {
        /// The data directory.
        data: PathBuf,
    },
    /// The data directory cannot be created, read or locked.
    #[error("the data directory {} cannot be used: {why}", path.display())]
    Data {
        /// The data directory.
        path: PathBuf,
        /// The cause.
        why: DataDirError,
    },
    /// The Redis of an earlier run does not stop.
    #[error("the Redis of an earlier run (process {pid:?}) did not stop")]
    Leftover {
        /// Its process, if known.
        pid: Option<i32>,
    },
    /// The program cannot be executed.
    #[error("{program} cannot be started: {why}")]
    Spawn {
        /// The name of the program.
        program: String,
        /// The cause.
        why: io::Error,
    },
    /// Redis exited by itself.
    #[error("Redis exited ({status}); its log ends with:\n{tail}")]
    Died {
        /// Its exit status.
        status: String,
        /// The last lines of its log.
        tail: String,
    },
    /// Redis did not become ready in time.
    #[error("Redis was not ready after {} s; its log ends with:\n{tail}", LOADING_TIMEOUT.as_secs())]
    Slow {
        /// The last lines of its log.
        tail: String,
    },
    /// The supervising thread, or its runtime, could not be created.
    #[error("the thread that supervises Redis could not be started: {0}")]
    Thread(io::Error),
}

/// Why the data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// The operating system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The path of the socket is too long, also in the directory for temporary files.
    #[error("the path is too long for a socket")]
    PathTooLong,
    /// Another user owns the directory for the socket, or can enter it.
    #[error("{} belongs to another user", .0.display())]
    NotPrivate(PathBuf),
}
