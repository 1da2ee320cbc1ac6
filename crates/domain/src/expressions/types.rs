//! The types of expressions, and which fits where.

use super::catalogue::{Record, Shape};
use std::{fmt, sync::Arc};

/// What is known of a value before there is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Anything; what it is turns out when it is there.
    Dyn,
    /// Only `null`.
    Null,
    /// True or false.
    Bool,
    /// A whole number with a sign.
    Int,
    /// A whole number without.
    Uint,
    /// A number.
    Double,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// An instant.
    Timestamp,
    /// A length of time.
    Duration,
    /// A type.
    Kind,
    /// Many of a type.
    List(Arc<Type>),
    /// Values of a type by keys of a type.
    Map(Arc<Type>, Arc<Type>),
    /// A record of facts.
    Record(&'static Record),
    /// An object of the surroundings, by the name of its type.
    Object(Arc<str>),
    /// One of a type, or `null`.
    Maybe(Arc<Type>),
}

impl Type {
    /// The type of a fact.
    #[must_use]
    pub fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Truth => Self::Bool,
            Shape::Whole => Self::Int,
            Shape::Number => Self::Double,
            Shape::Text => Self::Text,
            Shape::Instant => Self::Timestamp,
            Shape::Any => Self::Dyn,
            Shape::Record(record) => Self::Record(record),
            Shape::List(of) => Self::List(Self::of(of).into()),
            Shape::Map(of) => Self::Map(Self::Text.into(), Self::of(of).into()),
            Shape::Maybe(of) => Self::Maybe(Self::of(of).into()),
        }
    }

    /// The type where `null` is left aside: an operator that meets it fails.
    #[must_use]
    pub fn certain(&self) -> &Self {
        match self {
            Self::Maybe(of) => of.certain(),
            other => other,
        }
    }

    /// Whether it is a number.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Whether a value of one type may be one of the other.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dyn, _) | (_, Self::Dyn) => true,
            (Self::Null, Self::Maybe(_) | Self::Object(_)) | (Self::Maybe(_) | Self::Object(_), Self::Null) => true,
            (Self::Maybe(of), other) | (other, Self::Maybe(of)) => of.fits(other),
            (Self::List(left), Self::List(right)) => left.fits(right),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                key.fits(other_key) && value.fits(other_value)
            }
            (left, right) => left == right,
        }
    }

    /// The type of what is either.
    pub(super) fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (left, right) if left == right => left.clone(),
            (Self::Null, Self::Maybe(_)) => other.clone(),
            (Self::Maybe(_), Self::Null) => self.clone(),
            (Self::Null, of) | (of, Self::Null) if *of != Self::Dyn => Self::Maybe(of.clone().into()),
            (Self::Maybe(left), right) | (right, Self::Maybe(left)) if left.fits(right) => Self::Maybe(left.clone()),
            (Self::List(left), Self::List(right)) => Self::List(left.join(right).into()),
            _ => Self::Dyn,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Dyn => "dyn",
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Text => "string",
            Self::Bytes => "bytes",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Kind => "type",
            Self::List(of) => return write!(formatter, "list({of})"),
            Self::Map(key, value) => return write!(formatter, "map({key}, {value})"),
            Self::Record(record) => record.name,
            Self::Object(name) => name,
            Self::Maybe(of) => return write!(formatter, "{of} or null"),
        };
        formatter.write_str(name)
    }
}

/// The types an expression can name.
pub(super) const NAMED: [&str; 12] = [
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
];
