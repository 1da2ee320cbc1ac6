use super::*;
use signalbox_domain::environments::Health;
use signalbox_service::documents::model::EnvironmentDocument;

fn imported(ending: &str, text: impl AsRef<[u8]>) -> (Imported, Vec<String>) {
    let file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let portfolio = Some(Key::parse("shop").unwrap());
    let imported = read(file.path(), &Usual { portfolio, stage: Some(Key::parse("test").unwrap()) });
    let told = imported.notes.iter().map(|note| format!("{}: {}", note.line, note.what)).collect();
    (imported, told)
}

fn environments(imported: &Imported) -> Vec<&EnvironmentDocument> {
    let documents = imported.documents.iter();
    documents
        .filter_map(|document| match document {
            Document::Environment(environment) => Some(environment),
            _ => None,
        })
        .collect()
}

#[test]
fn a_pool_is_a_group_and_a_name_an_environment() {
    let (imported, told) = imported(
        ".yaml",
        "resources:\n- type: gce\n  state: dirty\n  names: [gce-1, EU (blue), 10]\n- type: On demand\n  state: free\n  min-count: 2\n  max-count: 5\n- type: gce\n  state: busy\n  names: [gce-2, gce-1]\n",
    );
    assert_eq!(
        told,
        [
            "7: \"min-count\" is left out: it makes resources on demand, of which there is no name yet",
            "8: \"max-count\" is left out: it makes resources on demand, of which there is no name yet",
            "11: \"gce-1\" stands on line 4 already; it is taken once",
        ]
    );
    let found = environments(&imported);
    let told: Vec<(&str, &str, Health)> =
        found.iter().map(|one| (one.key.as_str(), one.name.as_str(), one.state.unwrap())).collect();
    assert_eq!(
        told,
        [
            ("gce-1", "gce-1", Health::Dirty),
            ("eu-blue-1ecdad36", "EU (blue)", Health::Dirty),
            ("10", "10", Health::Dirty),
            ("gce-2", "gce-2", Health::Busy)
        ]
    );
    assert!(found.iter().all(|one| one.group.as_ref().unwrap().as_str() == "gce"));
    assert!(found.iter().all(|one| one.portfolio.as_ref().unwrap().as_str() == "shop" && one.stage.is_some()));
    assert_eq!((imported.figure("groups"), imported.figure("environments")), (Some(2), Some(4)));
}

#[test]
fn every_line_of_bad_pools_is_named_and_nothing_is_taken() {
    let (bad, told) = imported(
        ".yaml",
        "defaults: {}\nresources:\n- type: a\n  state: leased\n  names: [x, {}]\n- state: free\n- type: b\n  names: [x]\n- just words\n- type: c\n  names: y\n",
    );
    assert!(bad.is_refused() && bad.documents.is_empty());
    assert_eq!(
        told,
        [
            "1: \"defaults\" is not understood; it is left out",
            "4: there is no state \"leased\"; states are free, busy, cleaning, dirty, down",
            "5: a name is a text",
            "6: this pool has no type, which is its name",
            "9: a pool is a mapping with a type, a state and names",
            "11: names are a list",
            "8: \"x\" stands on line 5 in the pool a already; an environment is in one",
        ]
    );
    for (text, line) in [
        (b"resources:\n- type: \xff\n".as_slice(), "2: this is not UTF-8"),
        (b"resources: [\n", "2: "),
        (b"", "0: this file is empty"),
        (b"hello\n", "1: these are neither pools"),
        (b"resources: []\n", "1: there is no pool"),
    ] {
        let (bad, told) = imported(".yaml", text);
        assert!(bad.is_refused() && bad.documents.is_empty());
        assert!(told[0].starts_with(line), "{told:?}");
    }
}

#[test]
fn a_row_is_an_environment() {
    let (table, told) = imported(
        ".csv",
        "key,name,stage,group,shareable,capacity,cost,state,tags,portfolio\n\
         uat-1,UAT one,acceptance,uat,yes,3,12.5 EUR,Dirty,a; b,bank\n\
         uat-2,UAT two,,,no,,1200 JPY,,,\n",
    );
    assert_eq!(told, [""; 0]);
    let found = environments(&table);
    let cost = |one: &EnvironmentDocument| one.cost_per_hour.clone().map(|cost| (cost.amount, cost.currency));
    assert_eq!(cost(found[0]), Some((1250, "EUR".to_owned())));
    assert_eq!(cost(found[1]), Some((1200, "JPY".to_owned())));
    assert_eq!((found[0].shareable, found[0].capacity, found[0].state), (Some(true), Some(3), Some(Health::Dirty)));
    assert_eq!((found[0].portfolio.as_ref().unwrap().as_str(), found[0].tags.len()), ("bank", 2));
    assert_eq!(
        (found[1].portfolio.as_ref().unwrap().as_str(), found[1].stage.as_ref().unwrap().as_str()),
        ("shop", "test")
    );
    let (bad, told) =
        imported(".csv", "key,name,shareable,capacity,cost\nu 1,U,maybe,-1,12.345 EUR\nU-2,U,,,\nu-2,U,,,\n");
    assert!(bad.is_refused() && bad.documents.is_empty());
    let mut places: Vec<&str> = told.iter().map(|told| told.split(" (").next().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places[..4], ["2: column 1", "2: column 3", "2: column 4", "2: column 5"], "{told:#?}");
    assert!(told.iter().any(|told| told.starts_with("4: the key \"u-2\" stands on line 3 already")), "{told:#?}");
}

#[test]
fn our_own_documents_are_read_too_and_others_are_not() {
    let (own, told) = imported(
        ".yaml",
        "kind: Stage\nkey: live\nname: Live\nposition: 9\n---\nkind: Environment\nkey: prod\nname: Production\nstage: live\n",
    );
    assert_eq!(told, [""; 0]);
    assert_eq!(environments(&own)[0].stage.as_ref().unwrap().as_str(), "live");
    assert_eq!(own.figure("stages"), Some(1));
    let (bad, told) =
        imported(".yaml", "kind: Environment\nkey: prod\nname: P\n---\nkind: Portfolio\nkey: shop\nname: Shop\n");
    assert!(bad.documents.is_empty());
    assert_eq!(told, ["5: column 1: Portfolio shop is no environment; bring it in with: signalbox apply"]);
    let (bad, told) = imported(".yaml", "kind: Environment\nkey: a b\nname: P\n");
    assert!(bad.is_refused() && told[0].starts_with("2: "), "{told:?}");
}
