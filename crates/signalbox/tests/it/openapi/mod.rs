//! Every operation of the OpenAPI document: it is there, it minds who asks, and no body breaks it. The tests are made from
//! the document; an operation they do not know fails them until somebody says who may use it.

mod document;
mod exposure;
mod fuzz;
mod rights;
mod samples;

use serde_json::Value;

/// An operation of the document.
#[derive(Clone, Debug)]
struct Operation {
    method: String,
    /// Below `/api/v1`, with names in braces.
    path: String,
    id: String,
    value: Value,
}

impl Operation {
    /// What the description of its `If-Match` header says whose revision it wants.
    fn wants_rev_of(&self) -> Option<&str> {
        let parameters = self.value["parameters"].as_array()?;
        let header = parameters.iter().find(|parameter| parameter["name"] == "If-Match")?;
        header["description"].as_str()
    }

    /// The schema of its JSON body.
    fn body(&self) -> Option<&Value> {
        self.value.pointer("/requestBody/content/application~1json/schema")
    }

    /// The names of its query parameters that must be given.
    fn required_query(&self) -> Vec<&str> {
        let parameters = self.value["parameters"].as_array();
        let required = parameters.into_iter().flatten().filter(|one| one["in"] == "query" && one["required"] == true);
        required.map(|one| one["name"].as_str().unwrap()).collect()
    }
}

fn document() -> Value {
    serde_json::to_value(signalbox_web::openapi()).unwrap()
}

/// Every operation, in an order in which what destroys comes after what only changes, and that after what reads.
fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, value) in methods.as_object().unwrap() {
            if let Some(id) = value["operationId"].as_str() {
                let path = path.strip_prefix("/api/v1").expect("everything is below /api/v1").to_owned();
                found.push(Operation { method: method.to_uppercase(), path, id: id.to_owned(), value: value.clone() });
            }
        }
    }
    found.sort_by_key(|operation| {
        let verb = operation.path.rsplit('/').next().unwrap();
        let place = match (operation.method.as_str(), verb) {
            ("GET", _) => 0,
            ("PUT", _) => 1,
            ("PATCH", _) => 2,
            ("POST", "archive") => 5,
            ("POST", "restore") => 6,
            ("POST", "pass" | "fail" | "reopen" | "transition") => 4,
            ("POST", _) => 3,
            ("DELETE", _) if operation.id == "sign_out" => 8,
            ("DELETE", _) => 7,
            (other, _) => panic!("a test does not know the method {other}"),
        };
        (place, operation.path.clone(), verb.to_owned())
    });
    found
}
