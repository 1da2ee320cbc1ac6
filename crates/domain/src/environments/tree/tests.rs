use super::*;
use crate::id::Identifier;
use proptest::prelude::*;

fn id(number: usize) -> EnvironmentId {
    EnvironmentId::from_bits(number as u128)
}

/// Nodes whose parents are any of them, so that some are in circles.
fn nodes() -> impl Strategy<Value = Vec<Node>> {
    prop::collection::vec((prop::option::weighted(0.7, 0_usize..12), prop::option::of(1_u32..5)), 1..10).prop_map(
        |all| {
            let made = all.into_iter().enumerate();
            made.map(|(place, (parent, room))| Node { id: id(place), parent: parent.map(id), room }).collect()
        },
    )
}

/// The definition: up, step by step; `None` when it never ends.
fn ancestors(nodes: &[Node], of: EnvironmentId) -> Option<Vec<EnvironmentId>> {
    let mut way = Vec::new();
    let mut here = of;
    while let Some(parent) = nodes.iter().find(|node| node.id == here).and_then(|node| node.parent) {
        if !nodes.iter().any(|node| node.id == parent) {
            break;
        }
        if way.contains(&parent) {
            return None;
        }
        way.push(parent);
        here = parent;
    }
    Some(way)
}

proptest! {
    #[test]
    fn the_tree_is_what_going_up_finds(nodes in nodes()) {
        let sound = nodes.iter().all(|node| ancestors(&nodes, node.id).is_some());
        match Tree::new(nodes.iter().copied()) {
            Err(Cycle(way)) => {
                prop_assert!(!sound);
                for (place, here) in way.iter().enumerate() {
                    let node = nodes.iter().find(|node| node.id == *here).unwrap();
                    prop_assert_eq!(node.parent, Some(way[(place + 1) % way.len()]));
                }
            }
            Ok(tree) => {
                prop_assert!(sound);
                for one in &nodes {
                    let above = ancestors(&nodes, one.id).unwrap();
                    prop_assert_eq!(&tree.ancestors(one.id), &above);
                    for other in &nodes {
                        prop_assert_eq!(tree.covers(other.id, one.id), other.id == one.id || above.contains(&other.id));
                    }
                    let covered = nodes.iter().filter(|other| tree.covers(one.id, other.id));
                    prop_assert_eq!(tree.room(one.id), covered.filter_map(|other| other.room).min());
                }
            }
        }
    }
}

#[test]
fn what_is_common_is_the_lower() {
    let node = |number, parent: Option<usize>| Node { id: id(number), parent: parent.map(id), room: None };
    let tree = Tree::new([node(1, None), node(2, Some(1)), node(3, Some(1))]).unwrap();
    assert_eq!(tree.common(id(1), id(2)), Some(id(2)));
    assert_eq!(tree.common(id(3), id(1)), Some(id(3)));
    assert_eq!(tree.common(id(2), id(3)), None);
    assert_eq!((tree.common(id(9), id(9)), tree.room(id(9))), (Some(id(9)), Some(1)), "one that nobody knows");
}
