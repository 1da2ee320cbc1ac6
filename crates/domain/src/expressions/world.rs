//! The surroundings of an expression: what can be named, and what it is.

use super::{
    ast::{Expr, Node},
    catalogue::Catalogue,
    types::{NAMED, Type},
    value::Value,
};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// The objects that expressions can make, where the surroundings have any. Those of the product have none.
pub trait Objects: Send + Sync + fmt::Debug {
    /// Whether there is a type of this whole name.
    fn is_type(&self, name: &str) -> bool;
    /// The type of a field of a type; `None` when it has no such field.
    fn field(&self, of: &str, field: &str) -> Option<Type>;
    /// Makes an object.
    ///
    /// # Errors
    /// Why it cannot be made.
    fn make(&self, of: &str, fields: Vec<(String, Value)>) -> Result<Value, String>;
}

/// Surroundings without objects.
#[derive(Debug)]
struct Nothing;

impl Objects for Nothing {
    fn is_type(&self, _: &str) -> bool {
        false
    }
    fn field(&self, _: &str, _: &str) -> Option<Type> {
        None
    }
    fn make(&self, of: &str, _: Vec<(String, Value)>) -> Result<Value, String> {
        Err(format!("there is no type {of}"))
    }
}

/// What an expression can name.
#[derive(Clone, Debug)]
pub struct World {
    /// The namespace in which names are looked up first: `com.example`.
    container: String,
    names: BTreeMap<String, Type>,
    objects: Arc<dyn Objects>,
}

impl World {
    /// Surroundings that know nothing but the language.
    #[must_use]
    pub fn empty() -> Self {
        Self { container: String::new(), names: BTreeMap::new(), objects: Arc::new(Nothing) }
    }

    /// The facts of a catalogue.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        let names = catalogue.facts().map(|fact| (fact.name.to_owned(), Type::of(&fact.shape))).collect();
        Self { names, ..Self::empty() }
    }

    /// … that look names up in this namespace first.
    #[must_use]
    pub fn within(mut self, container: &str) -> Self {
        container.clone_into(&mut self.container);
        self
    }

    /// … with one more name.
    #[must_use]
    pub fn with(mut self, name: &str, kind: Type) -> Self {
        self.names.insert(name.to_owned(), kind);
        self
    }

    /// … with objects.
    #[must_use]
    pub fn making(mut self, objects: Arc<dyn Objects>) -> Self {
        self.objects = objects;
        self
    }

    pub(super) fn objects(&self) -> &dyn Objects {
        self.objects.as_ref()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    pub(super) fn kind(&self, name: &str) -> Option<&Type> {
        self.names.get(name)
    }

    pub(super) fn is_type(&self, name: &str) -> bool {
        NAMED.contains(&name) || self.objects.is_type(name)
    }

    /// The whole names that one may stand for, in the order in which they are tried.
    fn candidates(&self, name: &str, is_absolute: bool) -> Vec<String> {
        let mut candidates = Vec::new();
        if !is_absolute {
            let mut container = self.container.as_str();
            while !container.is_empty() {
                candidates.push(format!("{container}.{name}"));
                container = container.rsplit_once('.').map_or("", |(above, _)| above);
            }
        }
        candidates.push(name.to_owned());
        candidates
    }

    /// The whole name of a type.
    fn type_named(&self, name: &str, is_absolute: bool) -> Option<String> {
        self.candidates(name, is_absolute).into_iter().find(|whole| self.is_type(whole))
    }

    /// Finds what the names of an expression stand for: variables of macros, what the surroundings know, types. A name that
    /// stands for nothing stays as it is.
    pub(super) fn resolve(&self, expr: Expr) -> Expr {
        self.resolve_in(expr, &mut Vec::new())
    }

    fn resolve_in(&self, expr: Expr, locals: &mut Vec<String>) -> Expr {
        let at = expr.at;
        if let Some(found) = self.global(&expr, locals) {
            return found;
        }
        if let Node::Name { name, is_absolute: false } = &expr.node
            && locals.contains(name)
        {
            return Expr { node: Node::Local(name.clone()), ..expr };
        }
        let mut boxed = |part: Box<Expr>| Box::new(self.resolve_in(*part, locals));
        let node = match expr.node {
            Node::Select { of, field, is_test } => Node::Select { of: boxed(of), field, is_test },
            Node::Index(left, right) => Node::Index(boxed(left), boxed(right)),
            Node::And(left, right) => Node::And(boxed(left), boxed(right)),
            Node::Or(left, right) => Node::Or(boxed(left), boxed(right)),
            Node::Not(of) => Node::Not(boxed(of)),
            Node::Negate(of) => Node::Negate(boxed(of)),
            Node::Binary(operator, left, right) => Node::Binary(operator, boxed(left), boxed(right)),
            Node::Choose(condition, yes, no) => Node::Choose(boxed(condition), boxed(yes), boxed(no)),
            Node::Call { function, target, arguments } => Node::Call {
                function,
                target: target.map(boxed),
                arguments: arguments.into_iter().map(|part| self.resolve_in(part, locals)).collect(),
            },
            Node::List(parts) => Node::List(parts.into_iter().map(|part| self.resolve_in(part, locals)).collect()),
            Node::Map(entries) => Node::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (self.resolve_in(key, locals), self.resolve_in(value, locals)))
                    .collect(),
            ),
            Node::Make { name, is_absolute, fields } => Node::Make {
                name: self.type_named(&name, is_absolute).unwrap_or(name),
                is_absolute,
                fields: fields.into_iter().map(|(field, part)| (field, self.resolve_in(part, locals))).collect(),
            },
            Node::Each { what, range, variable, filter, body } => {
                let range = boxed(range);
                locals.push(variable.clone());
                let filter = filter.map(|part| Box::new(self.resolve_in(*part, locals)));
                let body = Box::new(self.resolve_in(*body, locals));
                locals.pop();
                Node::Each { what, range, variable, filter, body }
            }
            other => other,
        };
        Expr { at, depth: expr.depth, node }
    }

    /// What a whole chain of names stands for, when the surroundings know it.
    fn global(&self, expr: &Expr, locals: &[String]) -> Option<Expr> {
        let (path, is_absolute) = path(expr)?;
        if !is_absolute && locals.iter().any(|local| local == path[0]) {
            return None;
        }
        let whole = path.join(".");
        for name in self.candidates(&whole, is_absolute) {
            if self.names.contains_key(&name) {
                return Some(Expr { at: expr.at, depth: expr.depth, node: Node::Global(name) });
            }
            if self.is_type(&name) {
                let node = Node::Literal(Value::Type(name.into()));
                return Some(Expr { at: expr.at, depth: expr.depth, node });
            }
        }
        None
    }
}

/// The names a chain of selections writes.
fn path(expr: &Expr) -> Option<(Vec<&str>, bool)> {
    match &expr.node {
        Node::Name { name, is_absolute } => Some((vec![name], *is_absolute)),
        Node::Select { of, field, is_test: false } => {
            let (mut path, is_absolute) = path(of)?;
            path.push(field);
            Some((path, is_absolute))
        }
        _ => None,
    }
}
