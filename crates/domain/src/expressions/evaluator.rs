//! Finds the value of an expression. Each part costs a step, what is as long as a list or a text costs more, and when the
//! steps are used up the evaluation ends: no expression takes longer than its budget, whatever it says.

use super::{
    ast::{Expr, Macro, Node, Operator},
    functions, instant,
    value::{Failure, Map, Value, compare},
    world::World,
};
use regex::Regex;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

type Found = Result<Value, Failure>;

/// Values by the whole names of the surroundings.
pub type Bindings = BTreeMap<String, Value>;

/// What a pattern that is not written out costs to compile, in steps.
const PATTERN: u64 = 500;

pub(super) struct Evaluator<'e> {
    pub(super) world: &'e World,
    pub(super) bindings: &'e Bindings,
    pub(super) patterns: &'e HashMap<String, Regex>,
    locals: Vec<(&'e str, Value)>,
    budget: u64,
    spent: u64,
}

impl<'e> Evaluator<'e> {
    pub(super) fn new(
        world: &'e World,
        bindings: &'e Bindings,
        patterns: &'e HashMap<String, Regex>,
        budget: u64,
    ) -> Self {
        Self { world, bindings, patterns, locals: Vec::new(), budget, spent: 0 }
    }

    /// How many steps it took.
    pub(super) const fn spent(&self) -> u64 {
        self.spent
    }

    fn spend(&mut self, at: usize, steps: u64) -> Result<(), Failure> {
        self.spent = self.spent.saturating_add(steps);
        if self.spent <= self.budget {
            return Ok(());
        }
        let detail = format!("it takes more than {} steps; ask about fewer things", self.budget);
        Err(Failure::new(at, OVER, detail))
    }

    fn weigh(&mut self, at: usize, values: &[&Value]) -> Result<(), Failure> {
        let left = self.budget.saturating_sub(self.spent);
        let weight = values.iter().map(|value| value.weight(left)).sum();
        self.spend(at, weight)
    }

    pub(super) fn value(&mut self, expr: &'e Expr) -> Found {
        let at = expr.at;
        self.spend(at, 1)?;
        match &expr.node {
            Node::Literal(value) => Ok(value.clone()),
            Node::Local(name) => {
                let found = self.locals.iter().rev().find(|(local, _)| local == name);
                found.map(|(_, value)| value.clone()).ok_or_else(|| unknown(at, name))
            }
            Node::Global(name) => self
                .bindings
                .get(name)
                .cloned()
                .ok_or_else(|| Failure::new(at, "missing", format!("nothing is known of {name}"))),
            Node::Name { name, .. } => Err(unknown(at, name)),
            Node::Select { of, field, is_test } => self.select(at, of, field, *is_test),
            Node::Index(of, index) => self.index(at, of, index),
            Node::Call { function, target, arguments } => self.call(at, function, target.as_deref(), arguments),
            Node::List(parts) => {
                let values: Result<Vec<Value>, Failure> = parts.iter().map(|part| self.value(part)).collect();
                values.map(Value::list)
            }
            Node::Map(entries) => {
                let mut map = Map::default();
                for (key, value) in entries {
                    let (name, value) = (self.value(key)?, self.value(value)?);
                    map.insert(name, value).map_err(|detail| Failure::new(key.at, "argument", detail))?;
                }
                Ok(Value::Map(map.into()))
            }
            Node::Make { name, fields, .. } => {
                let mut values = Vec::new();
                for (field, part) in fields {
                    values.push((field.clone(), self.value(part)?));
                }
                self.world.objects().make(name, values).map_err(|detail| Failure::new(at, "argument", detail))
            }
            Node::And(left, right) => self.either(left, right, false),
            Node::Or(left, right) => self.either(left, right, true),
            Node::Not(of) => match self.value(of)? {
                Value::Bool(value) => Ok(Value::Bool(!value)),
                other => Err(no_overload(at, "!", &[&other])),
            },
            Node::Negate(of) => match self.value(of)? {
                Value::Int(value) => value.checked_neg().map(Value::Int).ok_or_else(|| overflow(at)),
                Value::Double(value) => Ok(Value::Double(-value)),
                Value::Duration(value) => value.checked_neg().map(Value::Duration).ok_or_else(|| overflow(at)),
                other => Err(no_overload(at, "-", &[&other])),
            },
            Node::Binary(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.binary(at, *operator, &left, &right)
            }
            Node::Choose(condition, yes, no) => match self.value(condition)? {
                Value::Bool(true) => self.value(yes),
                Value::Bool(false) => self.value(no),
                other => Err(no_overload(at, "?", &[&other])),
            },
            Node::Each { what, range, variable, filter, body } => {
                self.each(*what, range, variable, filter.as_deref(), body)
            }
        }
    }

    /// `&&` and `||`: one side that decides is enough, whatever becomes of the other.
    fn either(&mut self, left: &'e Expr, right: &'e Expr, decisive: bool) -> Found {
        let first = self.truth(left);
        if matches!(&first, Ok(value) if *value == decisive) || is_over(&first) {
            return first.map(Value::Bool);
        }
        let second = self.truth(right);
        if matches!(&second, Ok(value) if *value == decisive) || is_over(&second) {
            return second.map(Value::Bool);
        }
        first.and(second).map(Value::Bool)
    }

    fn truth(&mut self, expr: &'e Expr) -> Result<bool, Failure> {
        match self.value(expr)? {
            Value::Bool(value) => Ok(value),
            other => Err(no_overload(expr.at, "a condition", &[&other])),
        }
    }

    fn select(&mut self, at: usize, of: &'e Expr, field: &str, is_test: bool) -> Found {
        let of = self.value(of)?;
        let found = match (&of, is_test) {
            (Value::Object(object), true) => object.has(field).map(|has| Ok(Value::Bool(has))),
            (Value::Object(object), false) => object.field(field),
            (Value::Map(map), true) => Some(Ok(Value::Bool(map.get(&Value::text(field)).is_some()))),
            (Value::Map(map), false) => map.get(&Value::text(field)).cloned().map(Ok),
            (Value::Null, _) => {
                return Err(Failure::new(at, "null", format!("there is nothing that could have a {field}")));
            }
            _ => return Err(no_overload(at, &format!(".{field}"), &[&of])),
        };
        match found {
            Some(found) => found.map_err(|detail| Failure::new(at, "missing", detail)),
            None => Err(Failure::new(at, "missing", format!("it has no {field:?}"))),
        }
    }

    fn index(&mut self, at: usize, of: &'e Expr, index: &'e Expr) -> Found {
        let (of, index) = (self.value(of)?, self.value(index)?);
        match &of {
            Value::Map(map) => {
                map.get(&index).cloned().ok_or_else(|| Failure::new(at, "missing", format!("no such key: {index}")))
            }
            Value::List(values) => {
                let place = match index {
                    Value::Int(place) => usize::try_from(place).ok(),
                    Value::Uint(place) => usize::try_from(place).ok(),
                    Value::Double(place) if place.fract() == 0.0 && (0.0..1e9).contains(&place) => Some(place as usize),
                    Value::Double(_) => None,
                    other => return Err(no_overload(at, "[]", &[&of, &other])),
                };
                place.and_then(|place| values.get(place)).cloned().ok_or_else(|| {
                    Failure::new(at, "range", format!("the list has {} places and none like this", values.len()))
                })
            }
            other => Err(no_overload(at, "[]", &[other, &index])),
        }
    }

    fn call(&mut self, at: usize, function: &str, target: Option<&'e Expr>, arguments: &'e [Expr]) -> Found {
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for part in target.into_iter().chain(arguments) {
            values.push(self.value(part)?);
        }
        self.weigh(at, &values.iter().collect::<Vec<_>>())?;
        if let ("matches", [Value::Text(text), Value::Text(written)]) = (function, values.as_slice()) {
            if let Some(pattern) = self.patterns.get(&**written) {
                return Ok(Value::Bool(pattern.is_match(text)));
            }
            self.spend(at, PATTERN)?;
        }
        functions::call(function, target.is_some(), &values).map_err(|(code, detail)| Failure::new(at, code, detail))
    }

    fn binary(&mut self, at: usize, operator: Operator, left: &Value, right: &Value) -> Found {
        self.weigh(at, &[left, right])?;
        match operator {
            Operator::Equal => Ok(Value::Bool(left == right)),
            Operator::Unequal => Ok(Value::Bool(left != right)),
            Operator::In => match right {
                Value::List(values) => {
                    // Each of them is compared with the whole of what is looked for.
                    let one = left.weight(self.budget);
                    self.spend(at, one.saturating_mul(values.len() as u64))?;
                    Ok(Value::Bool(values.contains(left)))
                }
                Value::Map(map) => Ok(Value::Bool(map.get(left).is_some())),
                _ => Err(no_overload(at, "in", &[left, right])),
            },
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let order = compare(left, right).ok_or_else(|| no_overload(at, operator.sign(), &[left, right]))?;
                let holds = order.is_some_and(|order| match operator {
                    Operator::Less => order == Ordering::Less,
                    Operator::LessOrEqual => order != Ordering::Greater,
                    Operator::Greater => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                });
                Ok(Value::Bool(holds))
            }
            _ => arithmetic(at, operator, left, right),
        }
    }

    fn each(
        &mut self,
        what: Macro,
        range: &'e Expr,
        variable: &'e str,
        filter: Option<&'e Expr>,
        body: &'e Expr,
    ) -> Found {
        let values: Vec<Value> = match self.value(range)? {
            Value::List(values) => values.as_ref().clone(),
            Value::Map(map) => map.keys().cloned().collect(),
            other => return Err(no_overload(range.at, "each of", &[&other])),
        };
        self.spend(range.at, values.len() as u64)?;
        let mut made = Vec::new();
        let mut count = 0;
        let mut failure = None;
        for value in values {
            self.locals.push((variable, value.clone()));
            let found = match what {
                Macro::Map => match filter.map_or(Ok(true), |filter| self.truth(filter)) {
                    Ok(true) => self.value(body).map(|value| {
                        made.push(value);
                        true
                    }),
                    other => other,
                },
                _ => self.truth(body),
            };
            self.locals.pop();
            match (what, found) {
                (_, Err(found)) if found.code == OVER => return Err(found),
                (Macro::All | Macro::Exists, Err(found)) => failure = failure.or(Some(found)),
                (_, Err(found)) => return Err(found),
                (Macro::All, Ok(false)) => return Ok(Value::Bool(false)),
                (Macro::Exists, Ok(true)) => return Ok(Value::Bool(true)),
                (Macro::ExistsOne, Ok(true)) => count += 1,
                (Macro::Filter, Ok(true)) => made.push(value),
                _ => {}
            }
        }
        match (what, failure) {
            (_, Some(failure)) => Err(failure),
            (Macro::All, None) => Ok(Value::Bool(true)),
            (Macro::Exists, None) => Ok(Value::Bool(false)),
            (Macro::ExistsOne, None) => Ok(Value::Bool(count == 1)),
            (Macro::Map | Macro::Filter, None) => Ok(Value::list(made)),
        }
    }
}

/// The code of an evaluation that used its steps up. Nothing makes up for it.
const OVER: &str = "budget";

fn is_over(found: &Result<bool, Failure>) -> bool {
    matches!(found, Err(failure) if failure.code == OVER)
}

fn unknown(at: usize, name: &str) -> Failure {
    Failure::new(at, "unknown", format!("undeclared reference to {name:?}"))
}

fn overflow(at: usize) -> Failure {
    Failure::new(at, "range", "the result is out of range")
}

fn no_overload(at: usize, what: &str, given: &[&Value]) -> Failure {
    if given.iter().any(|value| matches!(value, Value::Null)) {
        return Failure::new(at, "null", format!("{what} has no meaning where there is nothing (null)"));
    }
    let given: Vec<&str> = given.iter().map(|value| value.type_name()).collect();
    Failure::new(at, "type", format!("no such overload: {what} has no meaning for {}", given.join(", ")))
}

fn arithmetic(at: usize, operator: Operator, left: &Value, right: &Value) -> Found {
    use Operator::{Add, Divide, Multiply, Remainder, Subtract};
    let over = || overflow(at);
    let by_zero = || Failure::new(at, "range", "divide by zero");
    match (operator, left, right) {
        (Divide | Remainder, Value::Int(_), Value::Int(0)) | (Divide | Remainder, Value::Uint(_), Value::Uint(0)) => {
            Err(by_zero())
        }
        (_, Value::Int(left), Value::Int(right)) => {
            let (left, right) = (*left, *right);
            let result = match operator {
                Add => left.checked_add(right),
                Subtract => left.checked_sub(right),
                Multiply => left.checked_mul(right),
                Divide => left.checked_div(right),
                _ => left.checked_rem(right),
            };
            result.map(Value::Int).ok_or_else(over)
        }
        (_, Value::Uint(left), Value::Uint(right)) => {
            let (left, right) = (*left, *right);
            let result = match operator {
                Add => left.checked_add(right),
                Subtract => left.checked_sub(right),
                Multiply => left.checked_mul(right),
                Divide => left.checked_div(right),
                _ => left.checked_rem(right),
            };
            result.map(Value::Uint).ok_or_else(over)
        }
        (Add, Value::Double(left), Value::Double(right)) => Ok(Value::Double(left + right)),
        (Subtract, Value::Double(left), Value::Double(right)) => Ok(Value::Double(left - right)),
        (Multiply, Value::Double(left), Value::Double(right)) => Ok(Value::Double(left * right)),
        (Divide, Value::Double(left), Value::Double(right)) => Ok(Value::Double(left / right)),
        (Add, Value::Text(left), Value::Text(right)) => Ok(Value::text(format!("{left}{right}"))),
        (Add, Value::Bytes(left), Value::Bytes(right)) => Ok(Value::Bytes([&**left, &**right].concat().into())),
        (Add, Value::List(left), Value::List(right)) => Ok(Value::list([left.as_slice(), right.as_slice()].concat())),
        (Add, Value::Timestamp(instant), Value::Duration(length))
        | (Add, Value::Duration(length), Value::Timestamp(instant)) => {
            instant::in_range(instant + i128::from(*length)).map(Value::Timestamp).ok_or_else(over)
        }
        (Subtract, Value::Timestamp(instant), Value::Duration(length)) => {
            instant::in_range(instant - i128::from(*length)).map(Value::Timestamp).ok_or_else(over)
        }
        (Subtract, Value::Timestamp(left), Value::Timestamp(right)) => {
            i64::try_from(left - right).map(Value::Duration).map_err(|_| over())
        }
        (Add, Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(*right).map(Value::Duration).ok_or_else(over)
        }
        (Subtract, Value::Duration(left), Value::Duration(right)) => {
            left.checked_sub(*right).map(Value::Duration).ok_or_else(over)
        }
        _ => Err(no_overload(at, operator.sign(), &[left, right])),
    }
}
