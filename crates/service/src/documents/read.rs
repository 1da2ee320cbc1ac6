//! From text or JSON to documents: every fault at once, each by pointer, line and column.

use super::{
    Document,
    schema::schema,
    yaml::{self, Content, Node, core, push_token},
};
use crate::schema::Schema;
use serde_json::{Map, Value};
use signalbox_domain::Fault;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// Something that was read, and where.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    index: usize,
    source: Option<Node>,
}

impl<T> Located<T> {
    /// A fault of this document made a fault of the whole input: its pointer begins with the document's index, its
    /// detail with line and column when the input was a text.
    #[must_use]
    pub fn fault(&self, fault: Fault) -> Fault {
        place(self.source.as_ref(), self.index, fault)
    }

    /// The same, as the document of this index in a larger input.
    #[must_use]
    pub fn numbered(self, index: usize) -> Self {
        Self { index, ..self }
    }

    fn with<U>(self, value: U) -> Located<U> {
        Located { value, index: self.index, source: self.source }
    }
}

/// Documents that come from no text: an import, or a program.
#[must_use]
pub fn located(documents: Vec<Document>) -> Vec<Located<Document>> {
    documents.into_iter().enumerate().map(|(index, value)| Located { value, index, source: None }).collect()
}

/// Reads a YAML stream of documents.
///
/// # Errors
/// Every fault, in the order of the text. Pointers begin with the index of the document in the stream.
pub fn read(text: &str) -> Result<Vec<Located<Document>>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut values = Vec::new();
    for (index, node) in yaml::parse(text)?.into_iter().enumerate() {
        let (kind, mut found) = (node.get("kind").and_then(Node::text), Vec::new());
        let schema = kind.and_then(|kind| KINDS.get(kind)).map(|kind| &kind.schema);
        let value = convert(&node, schema, schema, "", &mut found);
        faults.extend(found.into_iter().map(|fault| place(Some(&node), index, fault)));
        values.push(Located { value, index, source: Some(node) });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    check_all(values)
}

/// Reads documents from JSON.
///
/// # Errors
/// Every fault. Pointers begin with the index of the document in the list.
pub fn read_json(values: Vec<Value>) -> Result<Vec<Located<Document>>, Vec<Fault>> {
    check_all(values.into_iter().enumerate().map(|(index, value)| Located { value, index, source: None }).collect())
}

/// What is asked of one kind of document.
struct KindOfDocument {
    schema: Value,
    checked: Schema,
}

/// The kinds by name. The published schema is one `oneOf`; to check only the branch that `kind` names is what makes it
/// possible to say what is wrong instead of "none of five".
static KINDS: LazyLock<BTreeMap<String, KindOfDocument>> = LazyLock::new(|| {
    let whole = schema();
    let branches = whole.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let kind = |mut schema: Value| {
        let name = schema.pointer("/properties/kind/const")?.as_str()?.to_owned();
        schema.as_object_mut()?.insert("$defs".to_owned(), whole.get("$defs")?.clone());
        let checked = Schema::compile(schema.clone()).ok()?;
        Some((name, KindOfDocument { schema, checked }))
    };
    branches.into_iter().filter_map(kind).collect()
});

fn check_all(values: Vec<Located<Value>>) -> Result<Vec<Located<Document>>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut documents = Vec::with_capacity(values.len());
    for located in values {
        match check(&located.value) {
            Ok(document) => documents.push(located.with(document)),
            Err(mut found) => {
                if let Some(source) = &located.source {
                    found.sort_by_key(|fault| source.locate(&fault.pointer));
                }
                faults.extend(found.into_iter().map(|fault| located.fault(fault)));
            }
        }
    }
    // Keys are unique whatever their case; the second of two would silently win over the first.
    let mut addresses = HashMap::new();
    for document in &documents {
        let (kind, key) = document.value.address();
        if let Some(first) = addresses.insert((kind, key.as_str().to_ascii_lowercase()), document.index) {
            let detail = format!(
                "there is another {kind} {key} in this input (document {}); a thing is described once",
                first + 1
            );
            faults.push(document.fault(Fault::new("/key", "duplicate", detail)));
        }
    }
    if faults.is_empty() { Ok(documents) } else { Err(faults) }
}

fn check(value: &Value) -> Result<Document, Vec<Fault>> {
    let known = || KINDS.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    if !value.is_object() {
        let detail =
            format!("this is {}; a document is a mapping with a kind ({})", crate::schema::noun(value), known());
        return Err(vec![Fault::new("", "type", detail)]);
    }
    let Some(name) = value.get("kind") else {
        let detail = format!("say which kind of document this is: {}", known());
        return Err(vec![Fault::new("/kind", "required", detail)]);
    };
    let Some(kind) = name.as_str().and_then(|name| KINDS.get(name)) else {
        let detail = format!("there is no kind {name}; kinds are {}", known());
        return Err(vec![Fault::new("/kind", "enum", detail)]);
    };
    let faults = kind.checked.faults(value);
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(value.clone()).map_err(|error| vec![Fault::new("", "document", error.to_string())])
}

/// Turns a node into JSON: a plain scalar is text where the schema wants text, and what the core schema says elsewhere.
fn convert(node: &Node, schema: Option<&Value>, root: Option<&Value>, pointer: &str, faults: &mut Vec<Fault>) -> Value {
    let schema = schema.and_then(|schema| resolve(schema, root)).map(|schema| chosen(schema, root, &node.content));
    match &node.content {
        Content::Text(text) => Value::String(text.clone()),
        Content::Plain(text) => {
            let wants_text = schema.and_then(|schema| schema.get("type")).is_some_and(|wanted| wanted == "string");
            if wants_text && !node.is_null() {
                return Value::String(text.clone());
            }
            core(text).unwrap_or_else(|detail| {
                faults.push(Fault::new(pointer, "number", detail));
                Value::Null
            })
        }
        Content::List(items) => {
            let inside = schema.and_then(|schema| schema.get("items"));
            let item =
                |(index, item): (usize, &Node)| convert(item, inside, root, &format!("{pointer}/{index}"), faults);
            Value::Array(items.iter().enumerate().map(item).collect())
        }
        Content::Map(entries) => {
            let properties = schema.and_then(|schema| schema.get("properties"));
            let others = schema.and_then(|schema| schema.get("additionalProperties"));
            let mut map = Map::new();
            for entry in entries {
                let inside = properties.and_then(|properties| properties.get(&entry.key)).or(others);
                let value = convert(&entry.value, inside, root, &push_token(pointer, &entry.key), faults);
                map.insert(entry.key.clone(), value);
            }
            Value::Object(map)
        }
    }
}

fn resolve<'schema>(schema: &'schema Value, root: Option<&'schema Value>) -> Option<&'schema Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root?.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}

/// Of a choice of shapes the one that is written so.
fn chosen<'schema>(schema: &'schema Value, root: Option<&'schema Value>, content: &Content) -> &'schema Value {
    let written = match content {
        Content::Text(_) | Content::Plain(_) => "string",
        Content::List(_) => "array",
        Content::Map(_) => "object",
    };
    let branches = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let mut shapes = branches.filter_map(|branch| resolve(branch, root));
    shapes.find(|shape| shape.get("type").is_some_and(|kind| kind == written)).unwrap_or(schema)
}

fn place(source: Option<&Node>, index: usize, mut fault: Fault) -> Fault {
    if let Some(source) = source {
        fault.detail = format!("{}: {}", source.locate(&fault.pointer), fault.detail);
    }
    fault.within(&format!("/{index}"))
}

#[cfg(test)]
mod tests;
