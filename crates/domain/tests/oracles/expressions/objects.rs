//! The objects that the conformance tests make: sample messages, wrappers of plain values, and packed messages.

use signalbox_domain::expressions::{Object, Objects, Type, Value};
use std::{any::Any, collections::BTreeMap, sync::Arc};

/// The sample types of the tests, with the well-known types of protocol buffers that they use.
#[derive(Debug)]
pub(super) struct Samples;

const ANY: &str = "google.protobuf.Any";
const SAMPLES: [&str; 4] = [
    "cel.expr.conformance.proto2.TestAllTypes",
    "cel.expr.conformance.proto3.TestAllTypes",
    "cel.expr.conformance.proto2.NestedTestAllTypes",
    "cel.expr.conformance.proto3.NestedTestAllTypes",
];
/// Wrappers with the type of what they wrap.
const WRAPPERS: [(&str, Type); 9] = [
    ("google.protobuf.BoolValue", Type::Bool),
    ("google.protobuf.BytesValue", Type::Bytes),
    ("google.protobuf.DoubleValue", Type::Double),
    ("google.protobuf.FloatValue", Type::Double),
    ("google.protobuf.Int32Value", Type::Int),
    ("google.protobuf.Int64Value", Type::Int),
    ("google.protobuf.StringValue", Type::Text),
    ("google.protobuf.UInt32Value", Type::Uint),
    ("google.protobuf.UInt64Value", Type::Uint),
];

fn wrapped(of: &str) -> Option<Type> {
    WRAPPERS.into_iter().find(|(name, _)| *name == of).map(|(_, kind)| kind)
}

/// What an unset field of a type reads as.
fn unset(kind: &Type) -> Value {
    match kind {
        Type::Bool => Value::Bool(false),
        Type::Bytes => Value::Bytes(Vec::new().into()),
        Type::Double => Value::Double(0.0),
        Type::Int => Value::Int(0),
        Type::Text => Value::text(""),
        Type::Uint => Value::Uint(0),
        _ => Value::Null,
    }
}

fn sample_field(field: &str) -> Option<Type> {
    Some(match field {
        "single_int64" => Type::Int,
        "single_double" => Type::Double,
        "single_string" => Type::Text,
        "single_any" => Type::Dyn,
        _ => {
            let kind = match field.strip_prefix("single_")?.strip_suffix("_wrapper")? {
                "bool" => Type::Bool,
                "bytes" => Type::Bytes,
                "double" | "float" => Type::Double,
                "int32" | "int64" => Type::Int,
                "string" => Type::Text,
                "uint32" | "uint64" => Type::Uint,
                _ => return None,
            };
            Type::Maybe(kind.into())
        }
    })
}

impl Objects for Samples {
    fn is_type(&self, name: &str) -> bool {
        SAMPLES.contains(&name) || wrapped(name).is_some() || [ANY, "google.protobuf.Value"].contains(&name)
    }

    fn field(&self, of: &str, field: &str) -> Option<Type> {
        match (of, field) {
            (ANY, "type_url") => Some(Type::Text),
            (ANY, "value") => Some(Type::Bytes),
            (of, "value") if wrapped(of).is_some() => wrapped(of),
            (of, field) if SAMPLES.contains(&of) => sample_field(field),
            _ => None,
        }
    }

    fn make(&self, of: &str, fields: Vec<(String, Value)>) -> Result<Value, String> {
        if let Some((field, _)) = fields.iter().find(|(field, _)| self.field(of, field).is_none()) {
            return Err(format!("{of} has no field {field}"));
        }
        let fields: BTreeMap<String, Value> = fields.into_iter().collect();
        if let Some(kind) = wrapped(of) {
            return Ok(fields.get("value").cloned().unwrap_or_else(|| unset(&kind)));
        }
        match of {
            "google.protobuf.Value" => Ok(Value::Null),
            ANY => unpack(fields),
            _ => Ok(Value::Object(Arc::new(Sample { of: of.to_owned(), fields }))),
        }
    }
}

/// A message with the fields that are set.
#[derive(Debug)]
struct Sample {
    of: String,
    fields: BTreeMap<String, Value>,
}

impl Object for Sample {
    fn type_name(&self) -> &str {
        &self.of
    }

    fn field(&self, name: &str) -> Option<Result<Value, String>> {
        let kind = Samples.field(&self.of, name)?;
        Some(Ok(self.fields.get(name).cloned().unwrap_or_else(|| unset(&kind))))
    }

    fn has(&self, name: &str) -> Option<bool> {
        Samples.field(&self.of, name).map(|_| self.fields.contains_key(name))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self.of == other.of && self.fields == other.fields)
    }
}

/// A packed message is what it holds; one that does not say what it holds stays as it is.
fn unpack(fields: BTreeMap<String, Value>) -> Result<Value, String> {
    let kind = match fields.get("type_url") {
        Some(Value::Text(url)) => url.rsplit('/').next().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let packed = match fields.get("value") {
        Some(Value::Bytes(bytes)) => bytes.to_vec(),
        _ => Vec::new(),
    };
    if !SAMPLES.contains(&kind.as_str()) {
        return Ok(Value::Object(Arc::new(Sample { of: ANY.to_owned(), fields })));
    }
    let mut found = BTreeMap::new();
    for (number, content) in wire(&packed)? {
        let (name, value) = match (number, content) {
            (2, Wire::Whole(value)) => ("single_int64", Value::Int(value.cast_signed())),
            (12, Wire::Fixed(value)) => ("single_double", Value::Double(f64::from_bits(value))),
            (14, Wire::Bytes(bytes)) => {
                ("single_string", Value::text(String::from_utf8(bytes).map_err(|error| error.to_string())?))
            }
            (100, Wire::Bytes(bytes)) => ("single_any", inner(&bytes)?),
            (number, _) => return Err(format!("the field {number} is not known")),
        };
        found.insert(name.to_owned(), value);
    }
    Ok(Value::Object(Arc::new(Sample { of: kind, fields: found })))
}

fn inner(bytes: &[u8]) -> Result<Value, String> {
    let mut fields = BTreeMap::new();
    for (number, content) in wire(bytes)? {
        match (number, content) {
            (1, Wire::Bytes(url)) => {
                let url = String::from_utf8(url).map_err(|error| error.to_string())?;
                fields.insert("type_url".to_owned(), Value::text(url));
            }
            (2, Wire::Bytes(value)) => {
                fields.insert("value".to_owned(), Value::Bytes(value.into()));
            }
            (number, _) => return Err(format!("a packed message has no field {number}")),
        }
    }
    unpack(fields)
}

enum Wire {
    Whole(u64),
    Fixed(u64),
    Bytes(Vec<u8>),
}

/// The fields of a message in its binary form.
fn wire(mut bytes: &[u8]) -> Result<Vec<(u64, Wire)>, String> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let content = match tag & 7 {
            0 => Wire::Whole(varint(&mut bytes)?),
            1 => {
                let (fixed, rest) = bytes.split_first_chunk::<8>().ok_or("a number is cut off")?;
                bytes = rest;
                Wire::Fixed(u64::from_le_bytes(*fixed))
            }
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).map_err(|error| error.to_string())?;
                let (content, rest) = bytes.split_at_checked(length).ok_or("a field is cut off")?;
                bytes = rest;
                Wire::Bytes(content.to_vec())
            }
            other => return Err(format!("there is no wire type {other}")),
        };
        fields.push((tag >> 3, content));
    }
    Ok(fields)
}

fn varint(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or("a number is cut off")?;
        *bytes = rest;
        value |= u64::from(first & 127) << shift;
        if *first < 128 {
            return Ok(value);
        }
    }
    Err("a number is too long".to_owned())
}
