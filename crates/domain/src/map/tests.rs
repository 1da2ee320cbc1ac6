use super::*;
use crate::id::Identifier;
use proptest::prelude::*;

fn thing(number: u128) -> Thing {
    Thing::Environment(EnvironmentId::from_bits(number))
}

fn bond((from, to, both): (u128, u128, bool)) -> Bond {
    Bond { from: thing(from), to: thing(to), why: Why::Link, detail: String::new(), both }
}

fn bonds() -> impl Strategy<Value = Vec<Bond>> {
    let one = (0_u128..9, 0_u128..9, prop::bool::weighted(0.2)).prop_filter("to another", |(from, to, _)| from != to);
    prop::collection::vec(one.prop_map(bond), 0..20)
}

/// Everything that leads from one thing to another in a direction, by definition.
fn ways(bonds: &[Bond], toward: Toward) -> Vec<(Thing, Thing)> {
    let each = bonds.iter().flat_map(|bond| {
        let along = (toward.is_down() || bond.both).then_some((bond.from, bond.to));
        let against = (toward.is_up() || bond.both).then_some((bond.to, bond.from));
        [along, against]
    });
    each.flatten().collect()
}

fn walked(bonds: &[Bond], toward: Toward, depth: u32, most: usize) -> Found {
    let mut walk = Walk::new(thing(0), toward, depth, most);
    while !walk.edge().is_empty() {
        let leads = |bond: &&Bond| walk.edge().iter().any(|here| walk.toward().over(bond, *here).is_some());
        let read = bonds.iter().filter(leads).cloned().collect();
        walk.step(read, true);
    }
    walk.found()
}

proptest! {
    /// Distances are what is left when nothing can be made shorter.
    #[test]
    fn what_lies_within_some_bonds_is_found_with_all_that_joins_it(bonds in bonds(), depth in 1_u32..4, way in 0_usize..3) {
        let toward = [Toward::Upstream, Toward::Downstream, Toward::Both][way];
        let ways = ways(&bonds, toward);
        let mut distances: HashMap<Thing, u32> = HashMap::from([(thing(0), 0)]);
        for _ in 0..9 {
            for (from, to) in &ways {
                if let Some(far) = distances.get(from).map(|near| near + 1) {
                    let known = distances.entry(*to).or_insert(far);
                    *known = far.min(*known);
                }
            }
        }
        let found = walked(&bonds, toward, depth, 100);
        let is_near = |thing: &Thing| distances.get(thing).is_some_and(|far| *far <= depth);
        let told: HashMap<Thing, u32> = found.things.iter().map(|(thing, far, _)| (*thing, *far)).collect();
        let near: HashMap<Thing, u32> = distances.iter().filter(|(thing, _)| is_near(thing)).map(|(thing, far)| (*thing, *far)).collect();
        prop_assert_eq!(&told, &near);
        prop_assert!(found.complete && found.things.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        for (thing, _, open) in &found.things {
            let leads_on = ways.iter().any(|(from, to)| from == thing && !is_near(to));
            prop_assert_eq!(*open, leads_on);
        }
        let between: BTreeSet<Bond> = bonds.iter().filter(|bond| is_near(&bond.from) && is_near(&bond.to)).cloned().collect();
        prop_assert_eq!(found.bonds, between.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn too_much_is_cut_off_and_that_is_said(bonds in bonds(), most in 1_usize..6) {
        let (all, cut) = (walked(&bonds, Toward::Both, 9, 100), walked(&bonds, Toward::Both, 9, most));
        prop_assert_eq!(cut.things.len(), all.things.len().min(most));
        prop_assert_eq!(cut.complete, all.things.len() <= most);
        prop_assert_eq!(cut.things.iter().any(|(.., open)| *open), !cut.complete);
    }
}
