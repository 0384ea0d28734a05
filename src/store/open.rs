//! Opens the store: keys, the Redis to use, and the data in it. Must not know HTTP or what is stored.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redis::aio::ConnectionManager;

use super::call::ask;
use super::child::{self, Child, ChildError};
use super::connect::{self, ConnectError, Connections};
use super::identity::fingerprint;
use super::keys::Keys;
use super::people::intake::Intake;
use super::people::rewrite::TracesFeed;
use super::{Error, Result, Store, StoreInner};
use crate::domain::stage::StageName;
use crate::secrets::{FileError, Secrets};

/// The version of the data's format. A server that meets another one refuses to start.
pub const DATA_VERSION: &str = "3";

/// The location of the store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The directory of the keys, and of the data of the supervised Redis.
    pub data: PathBuf,
    /// The URL of another Redis; `None` starts and supervises one.
    pub redis: Option<String>,
    /// A certificate authority in PEM for `rediss://`, instead of the public ones.
    pub redis_ca: Option<PathBuf>,
    /// Separates organisations that share one Redis.
    pub org: String,
    /// Start with an empty store if the store lost its data.
    pub new_store: bool,
}

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The supervised Redis does not start.
    #[error(transparent)]
    Child(#[from] ChildError),
    /// There is no connection to Redis.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// Redis does not answer as expected.
    #[error(transparent)]
    Store(#[from] Error),
    /// Another server derived the person ids from another key: the same phone would become two people.
    #[error("this store belongs to servers with another secrets.json; copy theirs into the data directory")]
    OtherSecrets,
    /// Another version of the program wrote the data, in another format.
    #[error("this store has data of version {found}, and this program reads version {DATA_VERSION}")]
    OtherVersion {
        /// The version of the data.
        found: String,
    },
    /// A file of the data directory cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
}

/// An open store, its keys, and the supervised Redis if there is one, which the caller must stop.
pub struct OpenedStore {
    /// The store.
    pub store: Store,
    /// The keys of the data directory.
    pub secrets: Secrets,
    /// The supervised Redis. Dropping it stops it.
    pub child: Option<Child>,
}

/// Opens the store for a server.
pub async fn open_store(options: &StoreOptions) -> std::result::Result<OpenedStore, OpenError> {
    let (child, connections) = if let Some(url) = &options.redis {
        child::make_folder(&options.data).map_err(|why| FileError::Write { path: options.data.clone(), why })?;
        let authority = options.redis_ca.as_deref().map(read_file).transpose()?;
        (None, connect::connect(url, authority).await?)
    } else {
        let child = Child::start(&options.data).await?;
        let connections = connect::connect_socket(child.socket_path()).await?;
        (Some(child), connections)
    };
    let secrets = Secrets::open(&options.data)?;
    let store = open_last_seen(&options.data, options, connections, secrets.clone()).await?;
    Ok(OpenedStore { store, secrets, child })
}

/// Opens the store for one command, also while a server runs on the same data directory.
pub async fn attach_store(options: &StoreOptions) -> std::result::Result<OpenedStore, OpenError> {
    match open_store(options).await {
        Err(OpenError::Child(ChildError::InUse { data })) => {
            let socket = child::socket_path(&data).map_err(|why| ChildError::Data { path: data.clone(), why })?;
            let connections = connect::connect_socket(&socket).await?;
            let secrets = Secrets::open(&data)?;
            let store = open_last_seen(&data, options, connections, secrets.clone()).await?;
            Ok(OpenedStore { store, secrets, child: None })
        }
        opened => opened,
    }
}

/// Opens the store with the epoch that this data directory saw last, so that lost data is detected.
async fn open_last_seen(
    data: &Path,
    options: &StoreOptions,
    connections: Connections,
    secrets: Secrets,
) -> std::result::Result<Store, OpenError> {
    let path = data.join(format!("store.{}", options.org));
    let last_seen = fs::read_to_string(&path).ok().filter(|_| !options.new_store);
    let store = Store::open(connections, &options.org, secrets, last_seen, options.redis.is_none()).await?;
    fs::write(&path, store.epoch().as_bytes()).map_err(|why| FileError::Write { path, why })?;
    Ok(store)
}

fn read_file(path: &Path) -> std::result::Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|why| FileError::Read { path: path.to_owned(), why })
}

impl Store {
    /// Finds the data, or starts with none.
    ///
    /// `last_seen` is the epoch that this server saw last. It stays the epoch if the store lost its data: all writes are
    /// then refused until an operator starts the server with a new store on purpose. `own`: whether the Redis is supervised.
    pub async fn open(
        connections: Connections,
        org: &str,
        secrets: Secrets,
        last_seen: Option<String>,
        own: bool,
    ) -> std::result::Result<Self, OpenError> {
        let keys = Keys::new(org);
        let mut conn = connections.commands();
        let marked = read_epoch(&keys, &mut conn).await?;
        let epoch = match (marked, last_seen) {
            (Some(epoch), _) | (None, Some(epoch)) => epoch,
            (None, None) => mark(&keys, &mut conn).await?,
        };
        check_version(&keys, &epoch, &mut conn).await?;
        check_pepper(&keys, &secrets, &epoch, &mut conn).await?;
        let epoch: Arc<str> = epoch.into();
        let intake = Intake::start(conn.clone(), keys.clone(), epoch.clone());
        let traces_feed = TracesFeed::start(conn, keys.clone(), own);
        let inner = Arc::new(StoreInner { connections, keys, epoch, secrets, intake, own, traces_feed });
        Ok(Self { inner, stage: StageName::Air })
    }
}

/// The epoch of the data in the store; `None` if there is no data.
async fn read_epoch(keys: &Keys, conn: &mut ConnectionManager) -> Result<Option<String>> {
    ask(redis::cmd("HGET").arg(keys.marker()).arg("epoch"), conn).await
}

/// Marks an empty store with a new epoch.
async fn mark(keys: &Keys, conn: &mut ConnectionManager) -> Result<String> {
    let epoch = crate::random::token();
    let _: i64 = ask(redis::cmd("HSETNX").arg(keys.marker()).arg("epoch").arg(&epoch), conn).await?;
    // If two servers start together, the epoch of the faster one counts.
    ask(redis::cmd("HGET").arg(keys.marker()).arg("epoch"), conn).await
}

/// Checks that the person ids of the store were derived from the same key.
async fn check_pepper(
    keys: &Keys,
    secrets: &Secrets,
    epoch: &str,
    conn: &mut ConnectionManager,
) -> std::result::Result<(), OpenError> {
    if read_epoch(keys, conn).await?.as_deref() != Some(epoch) {
        // The data was lost: nothing is written, not even the fingerprint.
        return Ok(());
    }
    let ours = fingerprint(secrets);
    let _: i64 = ask(redis::cmd("HSETNX").arg(keys.marker()).arg("pepper").arg(&ours), conn).await?;
    let theirs: String = ask(redis::cmd("HGET").arg(keys.marker()).arg("pepper"), conn).await?;
    if theirs == ours { Ok(()) } else { Err(OpenError::OtherSecrets) }
}

/// Checks the version of the data, and writes ours into an empty store.
async fn check_version(keys: &Keys, epoch: &str, conn: &mut ConnectionManager) -> std::result::Result<(), OpenError> {
    if read_epoch(keys, conn).await?.as_deref() != Some(epoch) {
        return Ok(());
    }
    let version: Option<String> = ask(redis::cmd("HGET").arg(keys.marker()).arg("version"), conn).await?;
    match version {
        Some(found) if found == DATA_VERSION => Ok(()),
        Some(found) => Err(OpenError::OtherVersion { found }),
        None if has_data(keys, conn).await? => Err(OpenError::OtherVersion { found: "1".to_owned() }),
        None => {
            let _: i64 = ask(redis::cmd("HSETNX").arg(keys.marker()).arg("version").arg(DATA_VERSION), conn).await?;
            Ok(())
        }
    }
}

/// Whether people or a stage were stored; the first version had no version in its marker.
async fn has_data(keys: &Keys, conn: &mut ConnectionManager) -> Result<bool> {
    let stage = keys.stage(StageName::Air);
    let found: i64 = ask(redis::cmd("EXISTS").arg(stage).arg(keys.settings()).arg(keys.people()), conn).await?;
    Ok(found > 0)
}
