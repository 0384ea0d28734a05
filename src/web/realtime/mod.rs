//! Web sockets: frames, the views that they carry, and who is connected. Must not know pages or forms.

pub mod crowd;
pub mod feeds;
pub mod frame_reader;
pub mod presence;
pub mod protocol;
pub mod socket;
pub mod upgrade;
