//! A Redis that went back: its whole data is noted, and put back later.

use std::path::Path;

use redis::aio::MultiplexedConnection;

use super::redis::{keys, look_into};

/// Everything that a Redis held at a moment.
pub struct Backup {
    conn: MultiplexedConnection,
    values: Vec<(String, Vec<u8>)>,
}

impl Backup {
    /// Everything that the Redis at a socket holds now.
    pub async fn of(socket: &Path) -> Self {
        let mut conn = look_into(socket).await;
        Self::through(&mut conn).await
    }

    /// The same through a connection.
    pub async fn through(conn: &mut MultiplexedConnection) -> Self {
        let mut values = Vec::new();
        for key in keys(conn).await {
            let value = redis::cmd("DUMP").arg(&key).query_async(conn).await.expect("DUMP");
            values.push((key, value));
        }
        Self { conn: conn.clone(), values }
    }

    /// Replaces the data at once, as a failover looks to a client.
    pub async fn restore(&mut self) {
        let mut pipeline = redis::pipe();
        pipeline.atomic().cmd("FLUSHALL");
        for (key, value) in &self.values {
            pipeline.cmd("RESTORE").arg(key).arg(0).arg(value);
        }
        pipeline.exec_async(&mut self.conn).await.expect("RESTORE");
    }
}
