//! Finds the server's program on PATH, and ties its lifetime to ours. Must not know its arguments.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::error::ChildError;
use crate::store::connect::{new_enough, version_after};

/// The possible names of the program, in order of preference.
pub(super) const NAMES: [&str; 2] = ["redis-server", "valkey-server"];
/// Deadline for printing the version.
const VERSION_TIMEOUT: Duration = Duration::from_secs(5);

/// The server's program on this machine.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: String,
    /// Whether `setpriv` can tie its lifetime to ours.
    pub(super) guarded: bool,
}

impl Program {
    /// The first of `names` on PATH that is new enough.
    pub(super) async fn find(names: &[&str], folder: &Path) -> Result<Self, ChildError> {
        let mut refused = ChildError::NoServer;
        for &name in names {
            let mut command = Command::new(name);
            let version = match output(command.arg("--version"), folder).await {
                Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
                Err(why) => return Err(ChildError::Spawn { program: name.to_owned(), why }),
                Ok(text) => version_after(&text, "v=").unwrap_or("?").to_owned(),
            };
            if new_enough(&version) {
                // The whole command is tried, because the `setpriv` of busybox lacks this option.
                let mut chain = guard(name);
                let guarded = output(chain.arg("--version"), folder).await.is_ok();
                return Ok(Self { name: name.to_owned(), guarded });
            }
            refused = ChildError::TooOld { program: name.to_owned(), version };
        }
        Err(refused)
    }

    pub(super) fn command(&self) -> Command {
        if self.guarded { guard(&self.name) } else { Command::new(&self.name) }
    }
}

fn guard(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", program]);
    command
}

/// The output of a command that succeeds in time.
async fn output(command: &mut Command, folder: &Path) -> io::Result<String> {
    let run = command.current_dir(folder).stdin(Stdio::null()).kill_on_drop(true).output();
    let output = timeout(VERSION_TIMEOUT, run).await??;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(output.status.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_missing_and_an_old_program_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder and a script of this test's own");
        let old = folder.path().join("old-redis");
        // Written by another process: a file that this process wrote can be "busy" while another test forks.
        let script = "printf '#!/bin/sh\necho Redis server v=6.2.14 sha=0\n' > \"$0\" && chmod 700 \"$0\"";
        assert!(
            Command::new("sh")
                .arg("-c")
                .arg(script)
                .arg(&old)
                .status()
                .await
                .expect("a folder and a script of this test's own")
                .success()
        );
        let old = old.to_str().expect("a folder and a script of this test's own");

        let missing = Program::find(&["no-such-redis"], folder.path()).await.unwrap_err();
        assert!(missing.to_string().contains("apt-get install redis-server"));
        let refused = Program::find(&["no-such-redis", old], folder.path()).await.unwrap_err();
        assert!(refused.to_string().contains("6.2.14"), "{refused}");
        let found = Program::find(&[old, "redis-server"], folder.path())
            .await
            .expect("a folder and a script of this test's own");
        assert_eq!(found.name, "redis-server");
    }
}
