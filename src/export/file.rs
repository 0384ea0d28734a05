//! Exported files on their way to a browser: on the disk instead of in memory, and readable by this process only. Must not
//! know HTTP.
//!
//! A file lies in the data directory, because the system's directory for temporary files may be a disk in memory, or another
//! disk whose backups nobody expects to contain names. It has no name there, so it disappears with the process.

use std::fs::{DirBuilder, File, Permissions};
use std::io::{self, Seek as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

/// Name of the folder in the data directory.
const FOLDER: &str = "tmp";
/// An export cannot be written; the disk may be full.
#[derive(Debug, thiserror::Error)]
#[error("the export could not be written: {0}")]
pub struct ExportError(#[from] io::Error);

/// A finished file without a name.
#[derive(Debug)]
pub struct ExportFile {
    file: File,
    bytes: u64,
}

impl ExportFile {
    /// Writes a file on a blocking thread. `data` is the data directory.
    pub async fn write(
        data: &Path,
        write_content: impl FnOnce(&File) -> io::Result<()> + Send + 'static,
    ) -> Result<Self, ExportError> {
        let folder = data.join(FOLDER);
        let work = move || {
            let mut file = create(&folder)?;
            write_content(&file)?;
            file.rewind()?;
            Ok(Self { bytes: file.metadata()?.len(), file })
        };
        tokio::task::spawn_blocking(work).await.map_err(io::Error::from)?
    }

    /// The file, to be read from its beginning, and its length in bytes.
    #[must_use]
    pub fn into_parts(self) -> (File, u64) {
        (self.file, self.bytes)
    }
}

/// Creates a file that only this process can open. On file systems without `O_TMPFILE`, it has a name for a moment; a crash
/// in that moment leaves an empty file.
fn create(folder: &Path) -> io::Result<File> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => return Err(why),
        // A restored backup may have made it readable.
        Err(_) => std::fs::set_permissions(folder, Permissions::from_mode(0o700))?,
        Ok(()) => {}
    }
    let file = tempfile::tempfile_in(folder)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::os::fd::AsRawFd as _;

    use super::*;

    fn text(file: ExportFile) -> String {
        let (mut file, bytes) = file.into_parts();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text.len() as u64, bytes);
        text
    }

    fn entries(data: &Path) -> Vec<std::ffi::OsString> {
        let folder = std::fs::read_dir(data.join(FOLDER)).expect("a folder");
        folder.map(|entry| entry.expect("an entry").file_name()).collect()
    }

    fn mode(permissions: &Permissions) -> u32 {
        permissions.mode() & 0o777
    }

    #[tokio::test]
    async fn a_file_is_private_and_leaves_nothing() {
        let data = tempfile::tempdir().expect("a folder");
        // As a restored backup leaves it.
        std::fs::create_dir(data.path().join(FOLDER)).expect("a folder");
        let folder = data.path().join(FOLDER);
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("own folder");
        let written = ExportFile::write(data.path(), move |mut file| {
            file.write_all(b"13800000001")?;
            assert_eq!(mode(&file.metadata()?.permissions()), 0o600);
            assert_eq!(mode(&std::fs::metadata(&folder)?.permissions()), 0o700);
            if cfg!(target_os = "linux") {
                let link = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
                assert!(link.starts_with(folder.canonicalize()?), "{link:?} is in the data directory");
                assert!(link.to_string_lossy().ends_with(" (deleted)"), "{link:?} has no name");
            }
            Ok(())
        });
        let file = written.await.expect("a file");
        assert_eq!(entries(data.path()), [""; 0], "while the file is open");
        assert_eq!(text(file), "13800000001");
        assert_eq!(entries(data.path()), [""; 0]);
    }

    #[tokio::test]
    async fn a_full_disk_fails_the_export_and_leaves_nothing() {
        let data = tempfile::tempdir().expect("a folder");
        let failed = ExportFile::write(data.path(), |_| Err(io::Error::from(io::ErrorKind::StorageFull))).await;
        assert!(failed.is_err());
        assert_eq!(entries(data.path()), [""; 0]);
    }
}
