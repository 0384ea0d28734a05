//! The data directory: its mode, its lock, the path of the socket, the log. Must not know processes or Redis.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::error::{ChildError, DataDirError};

/// Longest path that fits into `sockaddr_un` beside the terminating zero.
const SOCKET_PATH_BYTES: usize = 107;
/// Size at which the log is rotated at the next start; one older log remains.
const LOG_BYTES: u64 = 256 * 1024;
/// Bytes at the end of the log that are searched for its last lines.
const TAIL_BYTES: u64 = 8 * 1024;
/// Lines of the log that are quoted when the server died.
const TAIL_LINES: usize = 6;
/// Longest quoted line, in characters.
const TAIL_LINE_CHARS: usize = 300;

/// The mode of directories that only their owner can use.
const OWNER_ONLY: u32 = 0o700;
/// The mode bits of all users but the owner.
const OTHERS: u32 = 0o077;
const SOCKET: &str = "redis.sock";
const LOG: &str = "redis.log";

/// The data directory, locked by this process.
pub(super) struct DataDir {
    folder: PathBuf,
    socket: PathBuf,
    lock: File,
}

impl DataDir {
    pub(super) fn claim(data: &Path) -> Result<Self, ChildError> {
        let unusable = |why: DataDirError| ChildError::Data { path: data.to_owned(), why };
        let at = |why: io::Error| unusable(why.into());
        let folder = make_folder(data).map_err(at)?;
        let lock = open_private(OpenOptions::new().write(true), &folder.join("daigang.lock")).map_err(at)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ChildError::InUse { data: folder }),
            Err(TryLockError::Error(why)) => return Err(at(why)),
        }
        let socket = socket_path(&folder).map_err(unusable)?;
        Ok(Self { folder, socket, lock })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The socket's path for clients.
    pub(super) fn socket_path(&self) -> &Path {
        &self.socket
    }

    /// The socket's path for the server, whose working directory is the data directory.
    pub(super) fn socket_from_folder(&self) -> &Path {
        self.socket.strip_prefix(&self.folder).unwrap_or(&self.socket)
    }

    /// The log, open for appending, and its current length.
    pub(super) fn open_log(&self) -> io::Result<(File, u64)> {
        let path = self.folder.join(LOG);
        if fs::metadata(&path).is_ok_and(|log| log.len() > LOG_BYTES) {
            fs::rename(&path, path.with_extension("log.1"))?;
        }
        let log = open_private(OpenOptions::new().append(true), &path)?;
        let length = log.metadata()?.len();
        Ok((log, length))
    }

    /// The last lines of the log after the first `from` bytes; empty if it cannot be read, because it is only a hint.
    pub(super) fn tail(&self, from: u64) -> String {
        let read = || -> io::Result<Vec<u8>> {
            let mut log = File::open(self.folder.join(LOG))?;
            let start = from.max(log.metadata()?.len().saturating_sub(TAIL_BYTES));
            log.seek(SeekFrom::Start(start))?;
            let mut bytes = Vec::new();
            log.take(TAIL_BYTES).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        last_lines(&String::from_utf8_lossy(&read().unwrap_or_default()))
    }

    /// Unlocks the directory.
    pub(super) fn release(self) {
        if let Some(folder) = self.socket.parent().filter(|folder| *folder != self.folder) {
            // Best effort: the directory that may remain is empty, private, and reused by the next start.
            let _ = fs::remove_file(&self.socket);
            let _ = fs::remove_dir(folder);
        }
        // Closing the file is not enough: a process that another thread is starting may have inherited it.
        if let Err(why) = self.lock.unlock() {
            tracing::warn!(%why, "could not unlock the data directory; the next start may find it in use");
        }
    }
}

fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.create(true).mode(0o600).open(path)
}

/// Creates the data directory for its owner only, and returns its absolute path. Call this before the first write to it.
pub fn make_folder(data: &Path) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(data)?;
    let folder = fs::canonicalize(data)?;
    if fs::metadata(&folder)?.mode() & OTHERS != 0 {
        // An empty directory is closed to others. One with other files may be shared, such as /tmp, and is left as it is.
        if fs::read_dir(&folder)?.next().is_none() {
            fs::set_permissions(&folder, Permissions::from_mode(OWNER_ONLY))?;
        } else {
            tracing::warn!(folder = %folder.display(), "other users can read the data directory; chmod 700 prevents that");
        }
    }
    Ok(folder)
}

/// The path of the socket: in the data directory, or, if that is too long, in a private directory for temporary files.
pub fn socket_path(folder: &Path) -> Result<PathBuf, DataDirError> {
    let near = folder.join(SOCKET);
    if fits(&near) {
        return Ok(near);
    }
    // Derived from the data directory, so that the next start finds a server that outlived this one.
    let hash = crate::random::hex(&Sha256::digest(folder.as_os_str().as_bytes())[..8]);
    let private = std::env::temp_dir().join(format!("daigang-{hash}"));
    match DirBuilder::new().mode(OWNER_ONLY).create(&private) {
        Err(why) if why.kind() != ErrorKind::AlreadyExists => return Err(why.into()),
        Ok(()) | Err(_) => verify_private(&private)?,
    }
    let far = private.join(SOCKET);
    if fits(&far) { Ok(far) } else { Err(DataDirError::PathTooLong) }
}

fn fits(socket: &Path) -> bool {
    socket.as_os_str().len() <= SOCKET_PATH_BYTES
}

/// Another user could create this directory first; such a directory must not get the socket.
fn verify_private(folder: &Path) -> Result<(), DataDirError> {
    let found = fs::symlink_metadata(folder)?;
    // Both ends of the pair belong to this process: the portable way to its user id without `unsafe`.
    let me = tokio::net::UnixStream::pair()?.0.peer_cred()?.uid();
    if found.is_dir() && found.uid() == me && found.mode() & OTHERS == 0 {
        return Ok(());
    }
    Err(DataDirError::NotPrivate(folder.to_owned()))
}

fn last_lines(log: &str) -> String {
    // A failed assertion in Redis logs the arguments of the command, which contain names and phones.
    let mut lines: Vec<String> = log
        .lines()
        .rev()
        .filter(|line| !line.trim().is_empty() && !line.contains("argv"))
        .take(TAIL_LINES)
        .map(|line| line.chars().take(TAIL_LINE_CHARS).collect())
        .collect();
    lines.reverse();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_short_and_without_arguments() {
        let log = format!("old\n{}client->argv[2] = \"13800138000\"\n\n{}\n", "line\n".repeat(9), "字".repeat(999));
        let tail = last_lines(&log);
        assert_eq!(tail.lines().count(), TAIL_LINES);
        assert_eq!(tail.lines().last().map(|line| line.chars().count()), Some(TAIL_LINE_CHARS));
        assert!(!tail.contains("138"));
    }

    #[test]
    fn an_empty_folder_is_made_private_and_a_full_one_stays_as_it_is() {
        let mode = |path: &Path| fs::metadata(path).expect("a folder of this test's own").mode() & 0o777;
        let outer = tempfile::tempdir().expect("a folder of this test's own");
        let ours = outer.path().join("a/b");
        make_folder(&ours).expect("a folder of this test's own");
        assert_eq!(mode(&ours), 0o700);

        fs::set_permissions(&ours, Permissions::from_mode(0o755)).expect("a folder of this test's own");
        make_folder(&ours).expect("a folder of this test's own");
        assert_eq!(mode(&ours), 0o700);

        fs::set_permissions(&ours, Permissions::from_mode(0o755)).expect("a folder of this test's own");
        fs::write(ours.join("other"), "").expect("a folder of this test's own");
        make_folder(&ours).expect("a folder of this test's own");
        assert_eq!(mode(&ours), 0o755);
    }

    #[tokio::test]
    async fn a_temporary_folder_of_others_is_not_used() {
        let outer = tempfile::tempdir().expect("a folder of this test's own");
        let open = outer.path().join("open");
        let link = outer.path().join("link");
        fs::create_dir(&open).expect("a folder of this test's own");
        fs::set_permissions(&open, Permissions::from_mode(0o755)).expect("a folder of this test's own");
        assert!(verify_private(&open).is_err());
        fs::set_permissions(&open, Permissions::from_mode(0o700)).expect("a folder of this test's own");
        assert!(verify_private(&open).is_ok());
        std::os::unix::fs::symlink(&open, &link).expect("a folder of this test's own");
        assert!(verify_private(&link).is_err());
    }
}
