//! How often the server pings its peers, and when it gives them up.

use std::time::Duration;

/// Between protocol pings to every peer.
pub const PING_INTERVAL: Duration = Duration::from_secs(20);
/// A peer that sends nothing for this long is disconnected: two pings and a margin.
pub const SILENCE_TIMEOUT: Duration = Duration::from_secs(45);
/// Between protocol pings to an overlay: a host must learn within seconds that its connection is dead.
pub const OVERLAY_PING_INTERVAL: Duration = Duration::from_secs(1);
/// An overlay that sends nothing for this long is shown as silent to panels: two pings and half a second for a busy machine,
/// so that they notice a cut connection within 3 s.
pub const OVERLAY_SILENT_AFTER: Duration = Duration::from_millis(2500);
