//! An expression as a tree.

use super::value::Value;

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    /// The byte of the text at which it begins.
    pub(super) at: usize,
    /// How many parts lie in one another below it, itself included.
    pub(super) depth: usize,
    pub(super) node: Node,
}

/// What a part is.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Literal(Value),
    /// A name as it is written; `is_absolute` when a `.` is before it.
    Name {
        name: String,
        is_absolute: bool,
    },
    /// The variable of a macro around it.
    Local(String),
    /// What the surroundings know under this whole name.
    Global(String),
    Select {
        of: Box<Expr>,
        field: String,
        /// Asks whether it is there: `has(of.field)`.
        is_test: bool,
    },
    Index(Box<Expr>, Box<Expr>),
    Call {
        function: String,
        target: Option<Box<Expr>>,
        arguments: Vec<Expr>,
    },
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// An object of a type of the surroundings.
    Make {
        name: String,
        is_absolute: bool,
        fields: Vec<(String, Expr)>,
    },
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    Each {
        what: Macro,
        range: Box<Expr>,
        variable: String,
        /// Of `map` with three arguments: which of them.
        filter: Option<Box<Expr>>,
        body: Box<Expr>,
    },
}

/// What is done with each of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

impl Macro {
    /// The macro of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "all" => Some(Self::All),
            "exists" => Some(Self::Exists),
            "exists_one" | "existsOne" => Some(Self::ExistsOne),
            "map" => Some(Self::Map),
            "filter" => Some(Self::Filter),
            _ => None,
        }
    }
}

/// Between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operator {
    /// As it is written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl Expr {
    pub(super) fn new(at: usize, node: Node) -> Self {
        let mut below = 0;
        node.each(&mut |part| below = below.max(part.depth));
        Self { at, depth: below + 1, node }
    }
}

impl Node {
    /// Calls for each part directly below.
    pub(super) fn each<'e>(&'e self, call: &mut dyn FnMut(&'e Expr)) {
        match self {
            Self::Literal(_) | Self::Name { .. } | Self::Local(_) | Self::Global(_) => {}
            Self::Select { of, .. } | Self::Not(of) | Self::Negate(of) => call(of),
            Self::Index(left, right)
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Binary(_, left, right) => {
                call(left);
                call(right);
            }
            Self::Call { target, arguments, .. } => {
                target.iter().for_each(|part| call(part));
                arguments.iter().for_each(call);
            }
            Self::List(parts) => parts.iter().for_each(call),
            Self::Map(entries) => entries.iter().for_each(|(key, value)| {
                call(key);
                call(value);
            }),
            Self::Make { fields, .. } => fields.iter().for_each(|(_, part)| call(part)),
            Self::Choose(condition, yes, no) => {
                call(condition);
                call(yes);
                call(no);
            }
            Self::Each { range, filter, body, .. } => {
                call(range);
                filter.iter().for_each(|part| call(part));
                call(body);
            }
        }
    }
}
