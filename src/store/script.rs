//! Answers of the Lua scripts as types. Must not know keys or what a script does.
//!
//! A script answers a list of strings: a word, then the values that belong to it. [`parse`] is the one place that reads such a
//! list, and an answer that the script's type does not name is an error.

use redis::Value;

use super::error::{Error, Result};

/// The typed answer of one script.
pub(super) trait ScriptAnswer: Sized {
    /// The answer that `word` and its `values` mean; `None` if the script never gives this answer.
    fn read(word: &str, values: Vec<String>) -> Option<Self>;
}

/// Reads the answer of a script. `emptied` means the same for all scripts, and is [`Error::Emptied`].
pub(super) fn parse<A: ScriptAnswer>(value: Value) -> Result<A> {
    let mut values: Vec<String> =
        redis::from_redis_value(value).map_err(|_| Error::Corrupt("the answer of a script is not a list".into()))?;
    if values.is_empty() {
        return Err(Error::Corrupt("the answer of a script is empty".into()));
    }
    let word = values.remove(0);
    if word == "emptied" {
        return Err(Error::Emptied);
    }
    A::read(&word, values).ok_or_else(|| Error::Corrupt(format!("unexpected answer of a script: {word:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Value {
        Value::Array(words.iter().map(|word| Value::BulkString(word.as_bytes().to_vec())).collect())
    }

    /// `ok` and nothing else.
    struct Plain;

    impl ScriptAnswer for Plain {
        fn read(word: &str, _: Vec<String>) -> Option<Self> {
            (word == "ok").then_some(Self)
        }
    }

    #[test]
    fn an_unexpected_answer_is_an_error() {
        assert!(parse::<Plain>(list(&["ok"])).is_ok());
        assert!(matches!(parse::<Plain>(list(&["stale"])), Err(Error::Corrupt(_))));
        assert!(matches!(parse::<Plain>(list(&[])), Err(Error::Corrupt(_))));
        assert!(matches!(parse::<Plain>(Value::Nil), Err(Error::Corrupt(_) | Error::Emptied)));
        assert!(matches!(parse::<Plain>(list(&["emptied"])), Err(Error::Emptied)));
    }
}
