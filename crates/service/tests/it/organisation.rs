//! People, teams and roles, on both databases: who may change what, and that somebody can always undo it.

use crate::common::*;
use signalbox_domain::{Key, Outcome, Problem, authz::Role, id::PersonId};
use signalbox_service::{
    App, Ctx, Page,
    grants::{self, Holder},
    people, portfolios, teams,
};

fn codes<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<(String, &'static str)> {
    match outcome {
        Err(Problem::Invalid(faults)) => faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
        other => panic!("no faults: {other:?}"),
    }
}

fn fault(pointer: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(pointer.to_owned(), code)]
}

fn is_last_administrator<T: std::fmt::Debug>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Problem::Refused { reasons, .. }) if reasons[0].code == "last_administrator")
}

async fn portfolio(app: &App, ctx: &Ctx, key: &str, parent: &str) {
    let new = portfolios::New {
        key: Key::parse(key).unwrap(),
        name: name(key),
        description: String::new(),
        parent: parent.to_owned(),
        working_calendar: None,
    };
    portfolios::create(app, ctx, new).await.unwrap();
}

async fn team(app: &App, ctx: &Ctx, key: &str, portfolio: &str, members: Vec<String>) -> Outcome<teams::View> {
    let new = teams::New {
        key: Key::parse(key).unwrap(),
        name: name(key),
        description: String::new(),
        portfolio: portfolio.to_owned(),
        members,
    };
    teams::create(app, ctx, new).await
}

fn to_person(id: PersonId, role: Role) -> grants::New {
    grants::New { person: Some(id.to_string()), team: None, role: Some(role), custom_role: None, until: None }
}

fn to_team(named: &str, role: Role) -> grants::New {
    grants::New { person: None, team: Some(named.to_owned()), role: Some(role), custom_role: None, until: None }
}

async fn grant(app: &App, ctx: &Ctx, portfolio: &str, new: grants::New) -> Outcome<grants::Holding> {
    grants::create(app, ctx, portfolio.to_owned(), new).await
}

async fn members(app: &App, ctx: &Ctx, named: &str, ids: Vec<String>) -> Outcome<teams::View> {
    let rev = teams::get(app, &Ctx::system("test"), named.to_owned()).await.unwrap().team.rev;
    let change = teams::Change { members: Some(ids), ..teams::Change::default() };
    teams::change(app, ctx, named.to_owned(), rev, change).await
}

#[test]
fn people_are_added_changed_and_found() {
    on_both_databases(|app| async move {
        let ctx = administrator(&app).await;
        let lead = somebody(&app, &ctx, "team.lead@example.org").await;
        let again = people::New {
            name: name("Another"),
            email: Some("TEAM.lead@example.org".to_owned()),
            service: false,
            locale: Some("en".to_owned()),
            zone: None,
        };
        assert_eq!(codes(people::create(&app, &ctx, again.clone()).await), fault("/email", "taken"));
        let wrong =
            people::New { email: Some("nowhere".to_owned()), locale: Some("english!".to_owned()), ..again.clone() };
        let all = [fault("/email", "email"), fault("/locale", "locale")].concat();
        assert_eq!(codes(people::create(&app, &ctx, wrong).await), all, "every fault is told at once");

        let named = lead.id.to_string();
        let change = people::Change { email: Some("lead@example.org".to_owned()), ..people::Change::default() };
        let changed = people::change(&app, &ctx, None, named.clone(), 1, change.clone()).await.unwrap();
        assert_eq!((changed.email.as_deref(), changed.rev), (Some("lead@example.org"), 2));
        let stale = people::change(&app, &ctx, None, named.clone(), 1, change.clone()).await;
        let Err(Problem::Stale { noun: "person", expected: 1, actual: 2, touched: Some(touch) }) = stale else {
            panic!("{stale:?}")
        };
        assert_eq!(touch.by.as_deref(), Some("Release manager"), "who was faster is told");
        let same = people::change(&app, &ctx, None, named.clone(), 2, change).await.unwrap();
        assert_eq!(same.rev, 2, "what changes nothing is no change");

        let find = |filter: people::Filter| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move {
                let found = people::list(&app, &ctx, filter, Page::default()).await.unwrap();
                found.items.into_iter().map(|person| person.email.unwrap_or_default()).collect::<Vec<_>>()
            }
        };
        let text = |text: &str| people::Filter { text: Some(text.to_owned()), ..people::Filter::default() };
        assert_eq!(find(text("LEAD@")).await, ["lead@example.org"]);
        assert_eq!(find(text("release man")).await, [EMAIL]);
        assert_eq!(find(text("%")).await, [""; 0], "a percent sign stands for itself");
        people::archive(&app, &ctx, named, 2, true).await.unwrap();
        assert_eq!(find(people::Filter::default()).await, [EMAIL]);
        let gone = people::Filter { archived: true, ..people::Filter::default() };
        assert_eq!(find(gone).await, ["lead@example.org"]);
    });
}

#[test]
fn people_change_their_own_name_and_nothing_else() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        grant(&app, &administrator, "enterprise", to_person(lead.id, Role::Viewer)).await.unwrap();
        let ctx = ctx_of(&app, "team.lead@example.org").await;
        let renamed = || people::Change { name: Some(name("Lead of teams")), ..people::Change::default() };
        let change = |of: String, change: people::Change| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { people::change(&app, &ctx, None, of, 1, change).await }
        };
        let email = people::Change { email: Some("x@example.org".to_owned()), ..renamed() };
        let forbidden = |outcome: Outcome<_>| matches!(outcome, Err(Problem::Forbidden { .. }));
        assert!(forbidden(change(lead.id.to_string(), email).await), "with the address one could take an account over");
        let other = administrator.actor.person().unwrap().to_string();
        assert!(forbidden(change(other.clone(), renamed()).await));
        assert!(forbidden(people::archive(&app, &ctx, other, 1, true).await));
        assert!(forbidden(
            people::create(
                &app,
                &ctx,
                people::New { name: name("Friend"), email: None, service: true, locale: None, zone: None }
            )
            .await
        ));
        assert_eq!(change(lead.id.to_string(), renamed()).await.unwrap().name.as_str(), "Lead of teams");
    });
}

#[test]
fn a_team_has_its_members_and_gives_them_its_roles() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        portfolio(&app, &administrator, "payments", "enterprise").await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        let unknown = team(&app, &administrator, "nova", "payments", vec!["per_nobody".to_owned()]).await;
        assert_eq!(codes(unknown), fault("/members/0", "unknown"));
        let nowhere = team(&app, &administrator, "nova", "nowhere", Vec::new()).await;
        assert_eq!(codes(nowhere), fault("/portfolio", "unknown"));
        let twice = vec![lead.id.to_string(), lead.id.to_string()];
        let made = team(&app, &administrator, "nova", "payments", twice).await.unwrap();
        assert_eq!(made.members.len(), 1, "one person is one member");
        assert_eq!(made.portfolio.key.as_str(), "payments");
        assert_eq!(codes(team(&app, &administrator, "NOVA", "payments", Vec::new()).await), fault("/key", "taken"));

        let sees = |email: &'static str| {
            let app = app.clone();
            async move {
                let ctx = ctx_of(&app, email).await;
                portfolios::get(&app, &ctx, "payments".to_owned()).await.is_ok()
            }
        };
        assert!(!sees("team.lead@example.org").await);
        let ctx = ctx_of(&app, "team.lead@example.org").await;
        assert!(matches!(teams::get(&app, &ctx, "nova".to_owned()).await, Err(Problem::NotFound { .. })));
        grant(&app, &administrator, "payments", to_team("nova", Role::ReleaseManager)).await.unwrap();
        assert!(sees("team.lead@example.org").await);
        teams::archive(&app, &administrator, "nova".to_owned(), 1, true).await.unwrap();
        assert!(!sees("team.lead@example.org").await, "a team that is away gives nothing");
        teams::archive(&app, &administrator, "nova".to_owned(), 2, false).await.unwrap();
        assert!(sees("team.lead@example.org").await);
        let change = teams::Change { members: Some(Vec::new()), ..teams::Change::default() };
        let changed = teams::change(&app, &administrator, "nova".to_owned(), 3, change).await.unwrap();
        assert_eq!((changed.members.len(), changed.team.rev), (0, 4));
        assert!(!sees("team.lead@example.org").await);
    });
}

#[test]
fn teams_are_listed_with_their_members_in_a_constant_number_of_statements() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        portfolio(&app, &administrator, "payments", "enterprise").await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await.id.to_string();
        for number in 0..9 {
            let place = if number % 2 == 0 { "payments" } else { "enterprise" };
            team(&app, &administrator, &format!("t{number}"), place, vec![lead.clone()]).await.unwrap();
        }
        let mut statements = Vec::new();
        for limit in [1, 9] {
            let ctx = Ctx { statements: std::sync::Arc::default(), ..administrator.clone() };
            let page = Page { limit: Some(limit), ..Page::default() };
            let found = teams::list(&app, &ctx, teams::Filter::default(), page).await.unwrap();
            assert!(found.items.iter().all(|view| view.members.len() == 1));
            statements.push(ctx.statements.load(std::sync::atomic::Ordering::SeqCst));
        }
        assert_eq!(statements, [2, 2]);
        let filter = teams::Filter {
            portfolio: Some("payments".to_owned()),
            member: Some(lead),
            text: Some("T".to_owned()),
            archived: false,
        };
        let page = Page { total: true, ..Page::default() };
        let found = teams::list(&app, &administrator, filter, page).await.unwrap();
        assert_eq!((found.items.len(), found.total), (5, Some(5)));
    });
}

#[test]
fn roles_hold_below_where_they_are_given_and_are_taken_back_there() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        portfolio(&app, &administrator, "payments", "enterprise").await;
        portfolio(&app, &administrator, "cards", "payments").await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        let given = grant(&app, &administrator, "payments", to_person(lead.id, Role::Administrator)).await.unwrap();
        assert!(matches!(&given.view.holder, Holder::Person(person) if person.id == lead.id));
        let again = grant(&app, &administrator, "payments", to_person(lead.id, Role::Administrator)).await;
        assert_eq!(codes(again), fault("/role", "taken"));
        let nobody =
            grants::New { person: None, team: None, role: Some(Role::ReleaseManager), custom_role: None, until: None };
        assert_eq!(codes(grant(&app, &administrator, "payments", nobody).await), fault("", "party"));

        // The holder sees the portfolio and what is below, and knows that a role from above holds there too.
        let ctx = ctx_of(&app, "team.lead@example.org").await;
        assert!(matches!(
            grants::list(&app, &ctx, "enterprise".to_owned(), Page::default()).await,
            Err(Problem::NotFound { .. })
        ));
        let held = grants::list(&app, &ctx, "cards".to_owned(), Page::default()).await.unwrap();
        let told: Vec<(bool, Option<String>)> = held
            .items
            .iter()
            .map(|one| (one.inherited, one.view.portfolio.as_ref().map(|place| place.key.to_string())))
            .collect();
        assert_eq!(told, [(true, None), (true, Some("payments".to_owned()))]);

        let id = given.view.grant.id.to_string();
        let inherited = grants::delete(&app, &administrator, "cards".to_owned(), id.clone()).await;
        assert!(matches!(inherited, Err(Problem::Refused { .. })), "{inherited:?}");
        assert!(matches!(
            grants::delete(&app, &administrator, "enterprise".to_owned(), id.clone()).await,
            Err(Problem::NotFound { .. })
        ));
        grants::delete(&app, &administrator, "payments".to_owned(), id).await.unwrap();
        let ctx = ctx_of(&app, "team.lead@example.org").await;
        assert!(portfolios::get(&app, &ctx, "payments".to_owned()).await.is_err());
    });
}

#[test]
fn there_is_always_somebody_who_administers() {
    on_both_databases(|app| async move {
        let first = administrator(&app).await;
        let me = first.actor.person().unwrap();
        let mine = grants::list(&app, &first, "enterprise".to_owned(), Page::default()).await.unwrap();
        let mine = mine.items[0].view.grant.id.to_string();
        let remove_mine = || grants::delete(&app, &first, "enterprise".to_owned(), mine.clone());
        assert!(is_last_administrator(&remove_mine().await));
        assert!(is_last_administrator(&people::archive(&app, &first, me.to_string(), 1, true).await));

        // A machine is no help: it cannot sign in and give rights.
        signalbox_service::accounts::tokens::create_local(&app, "ci").await.unwrap();
        assert!(is_last_administrator(&remove_mine().await));

        // A team's member is, until the member or the team goes.
        let lead = somebody(&app, &first, "team.lead@example.org").await;
        team(&app, &first, "office", "enterprise", vec![lead.id.to_string()]).await.unwrap();
        grant(&app, &first, "enterprise", to_team("office", Role::Administrator)).await.unwrap();
        remove_mine().await.unwrap();
        let second = ctx_of(&app, "team.lead@example.org").await;
        assert!(is_last_administrator(&members(&app, &second, "office", Vec::new()).await));
        assert!(is_last_administrator(&teams::archive(&app, &second, "office".to_owned(), 1, true).await));
        assert!(is_last_administrator(&people::archive(&app, &second, lead.id.to_string(), 1, true).await));
        let office = grants::list(&app, &second, "enterprise".to_owned(), Page::default()).await.unwrap();
        let office = office.items.iter().find(|one| matches!(one.view.holder, Holder::Team(_))).unwrap();
        let id = office.view.grant.id.to_string();
        assert!(is_last_administrator(&grants::delete(&app, &second, "enterprise".to_owned(), id).await));

        // With two, one may go.
        members(&app, &second, "office", vec![lead.id.to_string(), me.to_string()]).await.unwrap();
        people::archive(&app, &second, me.to_string(), 1, true).await.unwrap();
    });
}

#[test]
fn the_administrator_of_a_part_cannot_become_one_of_the_whole() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        portfolio(&app, &administrator, "payments", "enterprise").await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        grant(&app, &administrator, "payments", to_person(lead.id, Role::Administrator)).await.unwrap();
        // A team of the part that was given the whole.
        team(&app, &administrator, "office", "payments", Vec::new()).await.unwrap();
        grant(&app, &administrator, "enterprise", to_team("office", Role::Administrator)).await.unwrap();

        let ctx = ctx_of(&app, "team.lead@example.org").await;
        let joined = members(&app, &ctx, "office", vec![lead.id.to_string()]).await;
        assert!(matches!(joined, Err(Problem::Forbidden { .. })), "{joined:?}");
        let above = grant(&app, &ctx, "enterprise", to_person(lead.id, Role::Administrator)).await;
        assert!(matches!(above, Err(Problem::NotFound { .. })), "{above:?}");
        // What holds nothing beyond the part is the part's own business.
        team(&app, &ctx, "clerks", "payments", Vec::new()).await.unwrap();
        grant(&app, &ctx, "payments", to_team("clerks", Role::ReleaseManager)).await.unwrap();
        members(&app, &ctx, "clerks", vec![lead.id.to_string()]).await.unwrap();
        let renamed = teams::Change { name: Some(name("The office")), ..teams::Change::default() };
        teams::change(&app, &ctx, "office".to_owned(), 1, renamed).await.unwrap();
    });
}
