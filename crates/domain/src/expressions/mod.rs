//! Expressions: what policies and the criteria of gates are written in. The language is CEL, the Common Expression Language.
//!
//! An expression is checked when it is saved, against a [`Catalogue`] of published facts: whoever names a fact that there is
//! not, compares what cannot be compared or writes something that is not true or false is told where and why. It is evaluated
//! over a document of [`facts`], within a budget of steps. What cannot be told — a fact the document does not hold, a budget
//! that is used up — is a [`Failure`], never a guess.

mod ast;
pub mod catalogue;
mod checker;
mod document;
mod evaluator;
pub mod facts;
mod functions;
mod instant;
mod lexer;
mod memo;
mod mistake;
mod parser;
mod template;
mod types;
mod value;
mod world;

#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use checker::MOST_MACROS;
pub use document::Document;
pub use evaluator::Bindings;
pub use memo::{recall, recall_template};
pub use mistake::Mistake;
pub use parser::{MOST_BYTES, MOST_DEPTH, MOST_PARTS};
pub use template::Template;
pub use types::Type;
pub use value::{Failure, Map, Object, Value};
pub use world::{Objects, World};

use crate::problem::Fault;
use ast::{Expr, Node};
use evaluator::Evaluator;
use regex::Regex;
use std::collections::{BTreeSet, HashMap};

/// How many steps an evaluation may take. A step is a part of an expression that is looked at, an entry of a list that is
/// gone through, or thirty-two bytes of a text. All of them together take a few milliseconds.
pub const BUDGET: u64 = 50_000;

/// An expression that was read, in surroundings.
#[derive(Debug)]
pub struct Program {
    expr: Expr,
    kind: Type,
    world: World,
    patterns: HashMap<String, Regex>,
}

impl Program {
    /// Reads an expression and finds its type.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn compile(text: &str, world: &World) -> Result<Self, Vec<Mistake>> {
        let expr = world.resolve(parser::parse(text).map_err(|mistake| vec![mistake])?);
        let kind = checker::check(&expr, world)?;
        Ok(Self::of(expr, kind, world))
    }

    /// Reads an expression without finding its type: what is wrong with it fails when it is evaluated.
    ///
    /// # Errors
    /// What is no expression at all.
    pub fn unchecked(text: &str, world: &World) -> Result<Self, Mistake> {
        Ok(Self::of(world.resolve(parser::parse(text)?), Type::Dyn, world))
    }

    fn of(expr: Expr, kind: Type, world: &World) -> Self {
        let mut patterns = HashMap::new();
        patterns_of(&expr, &mut patterns);
        Self { expr, kind, world: world.clone(), patterns }
    }

    /// The type of its value.
    #[must_use]
    pub const fn kind(&self) -> &Type {
        &self.kind
    }

    /// Its value, and how many steps it took.
    ///
    /// # Errors
    /// Why it has none.
    pub fn run(&self, bindings: &Bindings, budget: u64) -> Result<(Value, u64), Failure> {
        let mut evaluator = Evaluator::new(&self.world, bindings, &self.patterns, budget);
        let value = evaluator.value(&self.expr)?;
        Ok((value, evaluator.spent()))
    }

    /// The names of the surroundings that it asks for.
    fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        names_of(&self.expr, &mut names);
        names
    }
}

fn names_of<'e>(expr: &'e Expr, names: &mut BTreeSet<&'e str>) {
    if let Node::Global(name) = &expr.node {
        names.insert(name);
    }
    expr.node.each(&mut |part| names_of(part, names));
}

/// Compiles the patterns that are written out, once.
fn patterns_of(expr: &Expr, patterns: &mut HashMap<String, Regex>) {
    if let Node::Call { function, arguments, .. } = &expr.node
        && function == "matches"
        && let Some(Node::Literal(Value::Text(text))) = arguments.last().map(|argument| &argument.node)
        && let Ok(pattern) = functions::pattern(text)
    {
        patterns.insert(text.to_string(), pattern);
    }
    expr.node.each(&mut |part| patterns_of(part, patterns));
}

/// An expression that is true or false, checked against a catalogue of facts.
#[derive(Debug)]
pub struct Checked(Program);

impl Checked {
    /// The facts of the document that it asks for, by the names they have there: `release`, `deployments`.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.names()
    }
}

/// Reads an expression that is true or false.
///
/// # Errors
/// Every mistake in it.
pub fn read(text: &str, catalogue: &Catalogue) -> Result<Checked, Vec<Mistake>> {
    let program = Program::compile(text, &World::of(catalogue))?;
    match program.kind.certain() {
        Type::Bool | Type::Dyn => Ok(Checked(program)),
        _ => {
            let detail = format!("it is to be true or false; it is {}. Compare it with something", program.kind);
            Err(vec![Mistake::new(0, "type", detail)])
        }
    }
}

/// Every mistake of an expression, in one sentence.
#[must_use]
pub fn told(mistakes: &[Mistake], text: &str) -> String {
    mistakes.iter().map(|mistake| mistake.told(text)).collect::<Vec<_>>().join("; ")
}

/// Checks an expression that is to be saved.
///
/// # Errors
/// Every fault of it, each with its place in the text.
pub fn check(text: &str, catalogue: &Catalogue) -> Result<Checked, Vec<Fault>> {
    read(text, catalogue).map_err(|mistakes| mistakes.iter().map(|mistake| mistake.fault("", text)).collect())
}

/// Whether an expression is true of a document of facts.
///
/// # Errors
/// Why that cannot be told: a fact the document does not hold, `null` where there has to be something, a budget that is used
/// up.
pub fn evaluate(checked: &Checked, document: &Document<'_>) -> Result<bool, Failure> {
    match document.run(&checked.0, BUDGET)? {
        (Value::Bool(value), _) => Ok(value),
        (other, _) => Err(Failure::new(0, "type", format!("it is neither true nor false but a {}", other.type_name()))),
    }
}
