//! JSON as people should send it: an object that names a key twice is a mistake, not a choice.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use signalbox_domain::{Fault, Problem};
use std::fmt;

/// Parses a body. Nesting is bounded by the parser (128 levels).
///
/// # Errors
/// A fault that says what is wrong and where: no JSON, or a duplicate key by its pointer.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let mut duplicates = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = Strict { pointer: String::new(), duplicates: &mut duplicates }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match parsed {
        Ok(value) if duplicates.is_empty() => Ok(value),
        Ok(_) => Err(Problem::Invalid(duplicates)),
        Err(error) => Err(Problem::fault("", "json", format!("the body is no JSON: {error}"))),
    }
}

struct Strict<'f> {
    pointer: String,
    duplicates: &'f mut Vec<Fault>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        // PostgreSQL cannot keep this character, and nobody means it.
        if value.contains('\0') {
            self.duplicates.push(Fault::new(self.pointer, "text", "text cannot hold the character U+0000"));
        }
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let pointer = format!("{}/{}", self.pointer, list.len());
            match items.next_element_seed(Strict { pointer, duplicates: &mut *self.duplicates })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
            let value =
                entries.next_value_seed(Strict { pointer: pointer.clone(), duplicates: &mut *self.duplicates })?;
            if key.contains('\0') {
                self.duplicates.push(Fault::new(pointer.clone(), "text", "a key cannot hold the character U+0000"));
            }
            if map.insert(key.clone(), value).is_some() {
                self.duplicates.push(Fault::new(pointer, "duplicate", format!("{key} is given twice")));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_is_named() {
        let Err(Problem::Invalid(faults)) = parse(br#"{"a": [{"b": 1, "b": 2}], "c": 1, "c": 1}"#) else {
            panic!("accepted")
        };
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/b", "/c"]);
    }

    #[test]
    fn depth_and_rubbish_are_refused() {
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
        assert!(parse(b"{} {}").is_err());
        assert!(parse(b"").is_err());
        assert!(parse(br#""a\u0000b""#).is_err());
        assert_eq!(parse(br#"{"a": [1, 2.5, null, true, "x"]}"#).unwrap()["a"][1], 2.5);
    }
}
