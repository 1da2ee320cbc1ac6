//! The proof vectors of other people's implementation: those that hold, and those that must not.

use crate::harness::datasets;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use signalbox_verify::merkle::{Hash, Head, Tree, consistency, inclusion, leaf};
use std::{fs, path::Path};

/// Some vectors have roots that are shorter than a hash, where it does not matter what they are.
fn hash(text: &Value) -> Option<Hash> {
    let mut bytes = STANDARD.decode(text.as_str().unwrap_or_default()).ok()?;
    bytes.resize(bytes.len().max(32), 0);
    bytes.try_into().ok()
}

fn path(list: &Value) -> Option<Vec<Hash>> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(hash).collect()
}

/// Whether the vector is accepted; what is no hash at all is refused.
fn accepted(vector: &Value) -> bool {
    let number = |name: &str| vector[name].as_u64().unwrap_or(u64::MAX);
    let Some(path) = path(&vector["proof"]) else { return false };
    if vector["leafIdx"].is_null() {
        let heads = ["1", "2"].map(|which| {
            let root = hash(&vector[format!("root{which}")])?;
            Some(Head { size: number(&format!("size{which}")), root })
        });
        let [Some(earlier), Some(later)] = heads else { return false };
        consistency(earlier, later, &path).is_ok()
    } else {
        let (Some(leaf), Some(root)) = (hash(&vector["leafHash"]), hash(&vector["root"])) else { return false };
        inclusion(number("leafIdx"), number("treeSize"), &leaf, &path, &root).is_ok()
    }
}

fn vectors(folder: &Path, found: &mut Vec<(String, Value)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            vectors(&path, found);
        } else {
            found.push((path.display().to_string(), serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()));
        }
    }
}

#[test]
fn every_vector_is_accepted_or_refused_as_it_has_to_be() {
    let folder = datasets().join("merkle-rfc6962");
    let mut found = Vec::new();
    for kind in ["inclusion", "consistency"] {
        vectors(&folder.join(kind), &mut found);
    }
    assert_eq!(found.len(), 132);
    let wrong: Vec<&String> =
        found.iter().filter(|(_, one)| accepted(one) == (one["wantErr"] == true)).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_roots_of_growing_trees_are_those_of_others() {
    let file = datasets().join("merkle-rfc6962/tree_vectors.json");
    let vectors: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let bytes = |text: &Value| -> Vec<u8> {
        let text = text.as_str().unwrap();
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let roots: Vec<Vec<u8>> = vectors["root_hash_hex_by_tree_size"].as_array().unwrap().iter().map(bytes).collect();
    let mut tree = Tree::default();
    assert_eq!(tree.root().as_slice(), roots[0]);
    for (input, root) in vectors["leaf_inputs_hex"].as_array().unwrap().iter().zip(&roots[1..]) {
        tree.add(leaf(&bytes(input)));
        assert_eq!(tree.root().as_slice(), root, "{} leaves", tree.size());
    }
    assert_eq!(tree.size(), 8);
}
