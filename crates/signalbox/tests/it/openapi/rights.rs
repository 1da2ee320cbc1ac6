//! Who may do what: every operation, tried by everybody.

use super::{Operation, document, operations, samples::Fixture};
use crate::harness::{App, Client, Stream};

/// What an operation asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    /// Nothing: it is for people who are not signed in yet.
    Nothing,
    /// An account; the answer holds only what its person may see.
    Account,
    /// To see the portfolio.
    Sight,
    /// To plan in it, or to edit its systems.
    Planning,
    /// To administer it.
    Administration,
    /// To administer the whole installation.
    Installation,
}

/// Who may use an operation. One that is not listed here fails the test: decide, and add it.
fn needs(operation: &Operation) -> Needs {
    match operation.id.as_str() {
        "get_setup" | "set_up" | "sign_in" | "read_feed" => Needs::Nothing,

        "get_session"
        | "sign_out"
        | "change_password"
        | "list_tokens"
        | "create_token"
        | "list_releases"
        | "get_calendar"
        | "list_calendar_baselines"
        | "get_capacity"
        | "get_impact_matrix"
        | "list_portfolios"
        | "list_events"
        | "stream_events"
        | "find_things"
        | "list_views"
        | "save_view"
        | "export_documents"
        | "list_systems"
        | "list_teams"
        | "list_people"
        | "get_person"
        | "list_release_types"
        | "get_release_type"
        | "list_release_templates"
        | "list_working_calendars"
        | "get_working_calendar"
        | "list_plan_changes"
        | "list_windows"
        | "preview_window"
        | "list_feeds" => Needs::Account,

        "get_release"
        | "preview_plan"
        | "create_feed"
        | "list_phases"
        | "list_milestones"
        | "list_baselines"
        | "get_baseline"
        | "list_release_people"
        | "list_release_dependencies"
        | "list_release_systems"
        | "list_manifest"
        | "list_members"
        | "get_matrix"
        | "list_capacity_releases"
        | "compare_members"
        | "list_activities"
        | "compare_baselines"
        | "list_attachments"
        | "get_attachment"
        | "download_attachment"
        | "list_raid_items"
        | "count_raid_items"
        | "get_raid_item"
        | "list_comments"
        | "list_mentionable"
        | "list_release_events"
        | "get_release_calendar"
        | "get_portfolio"
        | "list_grants"
        | "get_team"
        | "get_system"
        | "list_system_dependencies"
        | "list_versions"
        | "get_version"
        | "get_window"
        | "list_window_occurrences"
        | "list_window_releases"
        | "get_release_template"
        | "preview_release_template"
        | "get_view" => Needs::Sight,

        "create_release"
        | "change_releases"
        | "change_release"
        | "transition_release"
        | "change_plan"
        | "undo_plan_change"
        | "archive_release"
        | "restore_release"
        | "add_phase"
        | "change_phase"
        | "remove_phase"
        | "add_milestone"
        | "change_milestone"
        | "remove_milestone"
        | "pass_milestone"
        | "fail_milestone"
        | "reopen_milestone"
        | "set_release_people"
        | "put_release_dependency"
        | "remove_release_dependency"
        | "put_release_system"
        | "remove_release_system"
        | "put_manifest_version"
        | "remove_manifest_version"
        | "add_activity"
        | "change_activity"
        | "remove_activity"
        | "add_attachment"
        | "remove_attachment"
        | "add_raid_item"
        | "change_raid_item"
        | "close_raid_item"
        | "reopen_raid_item"
        | "archive_raid_item"
        | "restore_raid_item"
        | "add_comment"
        | "change_comment"
        | "delete_comment"
        | "create_system"
        | "change_system"
        | "archive_system"
        | "restore_system"
        | "put_system_dependency"
        | "remove_system_dependency"
        | "register_version"
        | "create_window"
        | "change_window"
        | "archive_window"
        | "restore_window"
        | "create_release_template"
        | "change_release_template"
        | "archive_release_template"
        | "restore_release_template"
        | "create_release_template_from_release"
        | "create_release_series"
        | "instantiate_release_template" => Needs::Planning,

        "create_portfolio" | "change_portfolio" | "archive_portfolio" | "restore_portfolio" | "create_grant"
        | "delete_grant" | "create_team" | "change_team" | "archive_team" | "restore_team" | "apply_documents" => {
            Needs::Administration
        }

        "create_person"
        | "change_person"
        | "archive_person"
        | "restore_person"
        | "create_release_type"
        | "change_release_type"
        | "archive_release_type"
        | "restore_release_type"
        // Only their owner may, and the fixture's is whoever administers the installation.
        | "change_view"
        | "remove_view"
        | "create_working_calendar"
        | "change_working_calendar"
        | "archive_working_calendar"
        | "restore_working_calendar"
        | "revoke_token"
        | "revoke_feed" => Needs::Installation,

        other => panic!("who may use {other}? Say so in openapi/rights.rs"),
    }
}

#[test]
fn every_operation_has_its_place_in_the_table() {
    for operation in operations(&document()) {
        needs(&operation);
    }
}

both_databases!(nobody_gets_anywhere_without_signing_in, |app| {
    let document = document();
    let fixture = Fixture::new(app, &document, 1);
    let client = app.administrator();
    for operation in operations(&document) {
        let request = fixture.request(&operation, &client);
        if needs(&operation) == Needs::Nothing {
            let answer = app.anonymous().send(request);
            assert!(answer.status < 500, "{}: {}", operation.id, answer.text);
        } else {
            let answer = app.unchanged_by(|| app.anonymous().send(request));
            assert!(!answer.text.contains(&fixture.mark), "{}: {}", operation.id, answer.text);
            assert_eq!(answer.refused(401).name, "unauthenticated", "{}", operation.id);
        }
    }
});

/// One kind of caller: up to where their rights reach, and how the rest is refused.
struct Caller {
    who: Client,
    may: Needs,
    /// Whether they see the portfolio at all.
    sees: bool,
}

fn try_everything(app: &App, number: usize, caller: impl Fn(&Fixture) -> Caller) {
    let document = document();
    let fixture = Fixture::new(app, &document, number);
    let Caller { who, may, sees } = caller(&fixture);
    let boss = app.administrator();
    for operation in operations(&document) {
        let (id, needs) = (operation.id.as_str(), needs(&operation));
        if id == "stream_events" {
            assert_eq!(Stream::open(&who, None).status, 200);
            continue;
        }
        if needs == Needs::Nothing || id == "sign_out" {
            continue;
        }
        let request = fixture.request(&operation, &boss);
        if needs <= may {
            let answer = who.send(request);
            let done = (200..300).contains(&answer.status);
            // A rule may say no where no right does: a gate is decided already.
            assert!(
                done || answer.status == 409,
                "{id} is refused to somebody who may: {} {}",
                answer.status,
                answer.text
            );
            assert!(sees || !answer.text.contains(&fixture.mark), "{id} tells a secret: {}", answer.text);
            continue;
        }
        let answer = app.unchanged_by(|| who.send(request));
        let right = match (answer.status, needs) {
            (403, Needs::Installation) => true,
            // Other people's tokens are nobody's business, whoever asks.
            (404, Needs::Installation) => id == "revoke_token" || id == "revoke_feed" || id.ends_with("_view"),
            (403, _) => sees,
            // A thing in the address is not there; a thing named in the body is a fault of the body.
            (404, _) => !sees,
            (422, _) => !sees && answer.refused(422).faults().iter().all(|fault| fault.ends_with(" unknown")),
            _ => false,
        };
        assert!(right, "{id}: {} {}", answer.status, answer.text);
        answer.refused(answer.status);
        assert!(sees || !without_echo(&answer.text).contains(&fixture.mark), "{id} tells a secret: {}", answer.text);
        if answer.status == 403 {
            assert!(answer.text.contains("this needs the right to"), "{id}: {}", answer.text);
        }
    }
}

/// A refusal without the names that the caller sent.
fn without_echo(text: &str) -> String {
    text.split("\\\"").step_by(2).collect()
}

both_databases!(a_stranger_sees_and_changes_nothing, |app| {
    try_everything(app, 1, |_| Caller { who: app.stranger(), may: Needs::Account, sees: false });
});

both_databases!(an_administrator_of_another_branch_sees_and_changes_nothing_here, |app| {
    app.portfolio("elsewhere", "enterprise");
    try_everything(app, 1, |_| Caller { who: app.administrator_of("elsewhere"), may: Needs::Account, sees: false });
});

both_databases!(a_member_plans_and_does_not_administer, |app| {
    try_everything(app, 1, |fixture| Caller { who: app.member_of(&fixture.mark), may: Needs::Planning, sees: true });
});

both_databases!(an_administrator_of_a_portfolio_does_everything_in_it, |app| {
    try_everything(app, 1, |fixture| Caller {
        who: app.administrator_of(&fixture.mark),
        may: Needs::Administration,
        sees: true,
    });
});

both_databases!(an_administrator_of_the_installation_does_everything, |app| {
    try_everything(app, 1, |_| Caller { who: app.administrator(), may: Needs::Installation, sees: true });
});
