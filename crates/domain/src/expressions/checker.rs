//! Finds out what type an expression has, and everything that is wrong with it, before it is used.

use super::{
    ast::{Expr, Macro, Node, Operator},
    functions::{OVERLOADS, nearest, pattern},
    mistake::Mistake,
    types::Type,
    value::Value,
    world::World,
};

/// The most macros that lie in one another: each goes through a whole list for each one of another.
pub const MOST_MACROS: usize = 4;

/// The type of an expression whose names are resolved.
///
/// # Errors
/// Every mistake.
pub(super) fn check(expr: &Expr, world: &World) -> Result<Type, Vec<Mistake>> {
    let mut checker = Checker { world, locals: Vec::new(), mistakes: Vec::new() };
    let kind = checker.kind(expr);
    if checker.mistakes.is_empty() { Ok(kind) } else { Err(checker.mistakes) }
}

struct Checker<'w> {
    world: &'w World,
    locals: Vec<(String, Type)>,
    mistakes: Vec<Mistake>,
}

impl Checker<'_> {
    /// Notes a mistake. What it is in may be anything: one mistake does not make others.
    fn wrong(&mut self, at: usize, code: &'static str, detail: impl Into<String>) -> Type {
        self.mistakes.push(Mistake::new(at, code, detail));
        Type::Dyn
    }

    fn kind(&mut self, expr: &Expr) -> Type {
        let at = expr.at;
        match &expr.node {
            Node::Literal(value) => literal(value),
            Node::Local(name) => {
                let found = self.locals.iter().rev().find(|(local, _)| local == name);
                found.map_or(Type::Dyn, |(_, kind)| kind.clone())
            }
            Node::Global(name) => self.world.kind(name).cloned().unwrap_or(Type::Dyn),
            Node::Name { name, .. } => self.unknown(at, name),
            Node::Select { of, field, is_test } => {
                let of = self.kind(of);
                let kind = self.field(at, &of, field);
                if *is_test { Type::Bool } else { kind }
            }
            Node::Index(of, index) => self.index(at, of, index),
            Node::Call { function, target, arguments } => self.call(at, function, target.as_deref(), arguments),
            Node::List(parts) => {
                let kinds: Vec<Type> = parts.iter().map(|part| self.kind(part)).collect();
                Type::List(joined(&kinds).into())
            }
            Node::Map(entries) => {
                let mut keys = Vec::new();
                let mut values = Vec::new();
                for (key, value) in entries {
                    let kind = self.kind(key);
                    let is_key = matches!(kind.certain(), Type::Dyn | Type::Bool | Type::Int | Type::Uint | Type::Text);
                    if !is_key {
                        self.wrong(key.at, "type", format!("{kind} is no key of a map"));
                    }
                    keys.push(kind);
                    values.push(self.kind(value));
                }
                Type::Map(joined(&keys).into(), joined(&values).into())
            }
            Node::Make { name, fields, .. } => self.make(at, name, fields),
            Node::And(left, right) | Node::Or(left, right) => {
                self.condition(left);
                self.condition(right);
                Type::Bool
            }
            Node::Not(of) => {
                self.condition(of);
                Type::Bool
            }
            Node::Negate(of) => {
                let kind = self.kind(of);
                match kind.certain() {
                    Type::Int | Type::Double | Type::Duration | Type::Dyn => kind.certain().clone(),
                    other => self.wrong(at, "type", format!("{other} has no negative")),
                }
            }
            Node::Binary(operator, left, right) => self.binary(at, *operator, left, right),
            Node::Choose(condition, yes, no) => {
                self.condition(condition);
                let (yes, no) = (self.kind(yes), self.kind(no));
                yes.join(&no)
            }
            Node::Each { what, range, variable, filter, body } => {
                self.each(*what, range, variable, filter.as_deref(), body)
            }
        }
    }

    fn unknown(&mut self, at: usize, name: &str) -> Type {
        let near = nearest(name, self.world.names()).map(str::to_owned);
        let known: Vec<&str> = self.world.names().collect();
        let hint = match near {
            Some(near) => format!("; do you mean {near}?"),
            None if known.is_empty() => String::new(),
            None => format!("; there are {}", known.join(", ")),
        };
        self.wrong(at, "unknown", format!("there is no fact {name:?}{hint}"))
    }

    fn condition(&mut self, expr: &Expr) {
        let kind = self.kind(expr);
        if !matches!(kind.certain(), Type::Bool | Type::Dyn) {
            self.wrong(expr.at, "type", format!("a condition is true or false; this is {kind}"));
        }
    }

    fn field(&mut self, at: usize, of: &Type, field: &str) -> Type {
        match of.certain() {
            Type::Dyn => Type::Dyn,
            Type::Record(record) => match record.fact(field) {
                Some(fact) => Type::of(&fact.shape),
                None => {
                    let names = || record.facts.iter().map(|fact| fact.name);
                    let hint = match nearest(field, names()) {
                        Some(near) => format!("do you mean {near}?"),
                        None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
                    };
                    self.wrong(at, "unknown", format!("{} has no fact {field:?}; {hint}", record.name))
                }
            },
            Type::Map(key, value) if Type::Text.fits(key) => value.as_ref().clone(),
            Type::Object(name) => match self.world.objects().field(name, field) {
                Some(kind) => kind,
                None => self.wrong(at, "unknown", format!("{name} has no field {field:?}")),
            },
            Type::List(of) if matches!(of.certain(), Type::Record(_)) => self.wrong(
                at,
                "type",
                format!("this is a list; ask about each one: .exists(x, x.{field} …) or .all(x, x.{field} …)"),
            ),
            other => self.wrong(at, "type", format!("{other} has no part {field:?}")),
        }
    }

    fn index(&mut self, at: usize, of: &Expr, index: &Expr) -> Type {
        let (of, key) = (self.kind(of), self.kind(index));
        match of.certain() {
            Type::Dyn => Type::Dyn,
            Type::List(_) if !key.certain().is_number() && *key.certain() != Type::Dyn => {
                self.wrong(index.at, "type", format!("a place in a list is a whole number; this is {key}"))
            }
            Type::List(of) => of.as_ref().clone(),
            Type::Map(wanted, _) if !(wanted.fits(&key) || wanted.is_number() && key.is_number()) => {
                self.wrong(index.at, "type", format!("its keys are {wanted}; this is {key}"))
            }
            Type::Map(_, value) => value.as_ref().clone(),
            other => self.wrong(at, "type", format!("{other} has no places")),
        }
    }

    fn call(&mut self, at: usize, function: &str, target: Option<&Expr>, arguments: &[Expr]) -> Type {
        let given: Vec<Type> = target.into_iter().chain(arguments).map(|argument| self.kind(argument)).collect();
        let is_member = target.is_some();
        let named = || OVERLOADS.iter().filter(|overload| overload.name == function);
        if named().next().is_none() {
            let names =
                OVERLOADS.iter().map(|overload| overload.name).chain(["all", "exists", "exists_one", "filter", "map"]);
            let hint = nearest(function, names).map(|near| format!("; do you mean {near}?")).unwrap_or_default();
            return self.wrong(at, "unknown", format!("there is no function {function:?}{hint}"));
        }
        let mut fitting = named().filter(|overload| {
            overload.is_member == is_member
                && overload.takes.len() == given.len()
                && overload.takes.iter().zip(&given).all(|(takes, given)| takes.takes(given))
        });
        let Some(first) = fitting.next() else {
            let ways: Vec<String> = named()
                .map(|overload| {
                    let takes: Vec<String> = overload.takes.iter().map(|takes| takes.kind().to_string()).collect();
                    match (overload.is_member, takes.split_first()) {
                        (true, Some((on, rest))) => format!("{on}.{function}({})", rest.join(", ")),
                        _ => format!("{function}({})", takes.join(", ")),
                    }
                })
                .collect();
            let given: Vec<String> = given.iter().map(Type::to_string).collect();
            let detail = format!("{function} does not take ({}); it is {}", given.join(", "), ways.join(" or "));
            return self.wrong(at, "type", detail);
        };
        if function == "matches"
            && let Some(Node::Literal(Value::Text(text))) = arguments.last().map(|argument| &argument.node)
            && let Err(detail) = pattern(text)
        {
            return self.wrong(at, "argument", detail);
        }
        if fitting.all(|other| other.gives == first.gives) { first.gives.kind() } else { Type::Dyn }
    }

    fn make(&mut self, at: usize, name: &str, fields: &[(String, Expr)]) -> Type {
        if !self.world.is_type(name) {
            return self.wrong(at, "unknown", format!("there is no type {name:?}"));
        }
        for (field, value) in fields {
            let given = self.kind(value);
            match self.world.objects().field(name, field) {
                Some(wanted) if !wanted.fits(&given) => {
                    self.wrong(value.at, "type", format!("{field} is {wanted}; this is {given}"));
                }
                Some(_) => {}
                None => {
                    self.wrong(value.at, "unknown", format!("{name} has no field {field:?}"));
                }
            }
        }
        // What stands for a plain value is one.
        if name.starts_with("google.protobuf.") { Type::Dyn } else { Type::Object(name.into()) }
    }

    fn binary(&mut self, at: usize, operator: Operator, left: &Expr, right: &Expr) -> Type {
        let (left, right) = (self.kind(left), self.kind(right));
        let (one, other) = (left.certain().clone(), right.certain().clone());
        let fits = match operator {
            Operator::Equal | Operator::Unequal => left.fits(&right),
            Operator::In => match &other {
                Type::List(of) | Type::Map(of, _) => of.fits(&left) || (of.is_number() && one.is_number()),
                other => *other == Type::Dyn,
            },
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                (one.is_number() && other.is_number())
                    || (one.fits(&other) && has_an_order(&one) && has_an_order(&other))
            }
            _ => return self.arithmetic(at, operator, &one, &other),
        };
        if fits {
            return Type::Bool;
        }
        let sign = operator.sign();
        let detail = match (operator, &left, &right) {
            (Operator::Equal | Operator::Unequal, Type::Null, kind)
            | (Operator::Equal | Operator::Unequal, kind, Type::Null) => {
                format!("this is {kind} and never null")
            }
            (Operator::In, _, _) => format!("{left} is never in {right}"),
            _ if left == right => format!("{sign} has no meaning for {left}"),
            _ if left.is_number() && right.is_number() => {
                format!("{left} {sign} {right}: numbers of two types; convert one, as in double(…) or int(…)")
            }
            _ => format!("{left} {sign} {right}: these cannot be compared"),
        };
        self.wrong(at, "type", detail)
    }

    fn arithmetic(&mut self, at: usize, operator: Operator, left: &Type, right: &Type) -> Type {
        use Operator::{Add, Remainder, Subtract};
        match (operator, left, right) {
            (Remainder, Type::Double, _) | (Remainder, _, Type::Double) => {}
            (_, Type::Dyn, Type::Dyn) => return Type::Dyn,
            (Add | Subtract, Type::Timestamp, Type::Duration) | (Add, Type::Duration, Type::Timestamp) => {
                return Type::Timestamp;
            }
            (Subtract, Type::Timestamp, Type::Timestamp) | (Add | Subtract, Type::Duration, Type::Duration) => {
                return Type::Duration;
            }
            (Add, Type::List(one), Type::List(other)) => return Type::List(one.join(other).into()),
            (Add, Type::Text | Type::Bytes, other) if left == other => return left.clone(),
            (_, left, right) if left.is_number() && left == right => return left.clone(),
            // With something that may be anything, the other says what it has to be; but of an instant nobody knows.
            (_, Type::Dyn, kind) | (_, kind, Type::Dyn) if kind.is_number() => return kind.clone(),
            (Add, Type::Dyn, Type::Text | Type::Bytes | Type::List(_) | Type::Timestamp | Type::Duration)
            | (Add, Type::Text | Type::Bytes | Type::List(_) | Type::Timestamp | Type::Duration, Type::Dyn)
            | (Subtract, Type::Dyn, Type::Timestamp | Type::Duration)
            | (Subtract, Type::Timestamp | Type::Duration, Type::Dyn) => return Type::Dyn,
            _ => {}
        }
        let sign = operator.sign();
        let hint = if left.is_number() && right.is_number() && left != right {
            "; convert one, as in double(…) or int(…)"
        } else {
            ""
        };
        self.wrong(at, "type", format!("{left} {sign} {right} has no meaning{hint}"))
    }

    fn each(&mut self, what: Macro, range: &Expr, variable: &str, filter: Option<&Expr>, body: &Expr) -> Type {
        let over = self.kind(range);
        let one = match over.certain() {
            Type::List(of) => of.as_ref().clone(),
            Type::Map(key, _) => key.as_ref().clone(),
            Type::Dyn => Type::Dyn,
            other => {
                let detail = format!("this is {other}; only lists and maps have many");
                self.wrong(range.at, "type", detail)
            }
        };
        if self.locals.len() >= MOST_MACROS {
            let detail = format!("at most {MOST_MACROS} of all, exists, exists_one, map and filter lie in one another");
            return self.wrong(range.at, "size", detail);
        }
        self.locals.push((variable.to_owned(), one.clone()));
        if let Some(filter) = filter {
            self.condition(filter);
        }
        let kind = match what {
            Macro::Map => Type::List(self.kind(body).into()),
            Macro::Filter => {
                self.condition(body);
                Type::List(one.into())
            }
            Macro::All | Macro::Exists | Macro::ExistsOne => {
                self.condition(body);
                Type::Bool
            }
        };
        self.locals.pop();
        kind
    }
}

fn has_an_order(kind: &Type) -> bool {
    matches!(
        kind,
        Type::Dyn
            | Type::Bool
            | Type::Int
            | Type::Uint
            | Type::Double
            | Type::Text
            | Type::Bytes
            | Type::Timestamp
            | Type::Duration
    )
}

fn joined(kinds: &[Type]) -> Type {
    kinds.iter().skip(1).fold(kinds.first().cloned().unwrap_or(Type::Dyn), |joined, kind| joined.join(kind))
}

fn literal(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Int(_) => Type::Int,
        Value::Uint(_) => Type::Uint,
        Value::Double(_) => Type::Double,
        Value::Text(_) => Type::Text,
        Value::Bytes(_) => Type::Bytes,
        Value::Type(_) => Type::Kind,
        _ => Type::Dyn,
    }
}
