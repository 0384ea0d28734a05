//! Drawn pictures by their content, bounded by bytes. Must not know how they are drawn.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Memory of all cached pictures: some 300 previews of 30 KB, and the posters that are being looked at.
const CACHED_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The digest of a sheet.
pub type Digest = [u8; 32];

/// The cache. The picture that was used longest ago goes first.
#[derive(Debug, Default)]
pub struct Cache(Mutex<VecDeque<(Digest, Arc<[u8]>)>>);

impl Cache {
    /// A picture that was drawn before.
    pub fn get(&self, digest: &Digest) -> Option<Arc<[u8]>> {
        let mut pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = pictures.iter().position(|(known, _)| known == digest)?;
        let found = pictures.remove(at)?;
        let file = found.1.clone();
        pictures.push_back(found);
        Some(file)
    }

    /// Adds a picture.
    pub fn insert(&self, digest: Digest, file: Arc<[u8]>) {
        let mut pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes: usize = pictures.iter().map(|(_, file)| file.len()).sum::<usize>() + file.len();
        while bytes > CACHED_BYTES_MAX {
            let Some((_, oldest)) = pictures.pop_front() else { break };
            bytes -= oldest.len();
        }
        pictures.push_back((digest, file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_that_was_used_longest_ago_goes_first() {
        let cache = Cache::default();
        let third: Arc<[u8]> = vec![0; CACHED_BYTES_MAX / 3].into();
        for at in 0..3 {
            cache.insert([at; 32], third.clone());
        }
        assert!(cache.get(&[0; 32]).is_some());
        cache.insert([3; 32], third);
        assert!(cache.get(&[0; 32]).is_some());
        assert!(cache.get(&[1; 32]).is_none());
        assert!(cache.get(&[3; 32]).is_some());
    }
}
