//! Support of all tests: servers, clients by role, time and outages as inputs. Must not know what is tested.

pub mod backup;
pub mod clients;
pub mod clock;
pub mod deadline;
pub mod events;
pub mod mirror;
pub mod people;
pub mod process;
pub mod proxy;
pub mod redis;
pub mod reverse_proxy;
pub mod sample;
pub mod server;
pub mod socket;

pub use clients::{Anyone, Host, Overlay};
pub use clock::TestClock;
pub use deadline::{DEADLINE, eventually, within};
pub use events::Events;
pub use process::Process;
pub use proxy::Proxy;
pub use server::TestServer;
pub use socket::{Answer, Socket};
