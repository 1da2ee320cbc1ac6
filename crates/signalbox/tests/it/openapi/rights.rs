//! Who may do what: every operation, tried by everybody.

use super::{Operation, document, operations, samples::Fixture};
use crate::harness::{App, Client, Stream};
use signalbox_domain::authz::{Right, Role};

/// What an operation asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Nothing: it is for people who are not signed in yet.
    Nothing,
    /// An account; the answer holds only what its person may see.
    Account,
    /// To belong to any portfolio.
    Belonging,
    /// To see the portfolio.
    Sight,
    /// A right in it.
    Right(Right),
    /// To administer the whole installation.
    Installation,
}

/// Who may use an operation. One that is not listed here fails the test: decide, and add it.
fn needs(operation: &Operation) -> Needs {
    match operation.id.as_str() {
        "get_setup"
        | "set_up"
        | "sign_in"
        | "begin_passkey_sign_in"
        | "sign_in_with_passkey"
        | "break_glass"
        | "set_password"
        | "list_entrances"
        | "enter"
        | "come_back"
        // What counts is who signed what is sent.
        | "add_checkpoint"
        | "take_gatekeeper_delivery"
        | "read_feed" => Needs::Nothing,

        "get_session"
        | "sign_out"
        | "change_password"
        | "confirm_session"
        | "show_second_factor"
        | "get_account"
        | "begin_authenticator"
        | "enrol_authenticator"
        | "remove_authenticator"
        | "make_recovery_codes"
        | "list_passkeys"
        | "begin_passkey"
        | "add_passkey"
        | "remove_passkey"
        | "confirm_with_passkey"
        | "list_sessions"
        | "end_other_sessions"
        | "list_tokens"
        | "create_token"
        | "list_releases"
        | "get_calendar"
        | "list_calendar_baselines"
        | "get_capacity"
        | "get_impact_matrix"
        | "list_portfolios"
        | "list_events"
        // These tell nothing of any event.
        | "get_checkpoint"
        | "get_journal_key"
        | "list_journal_handovers"
        | "get_witness_key"
        | "get_consistency_proof"
        | "stream_events"
        | "find_things"
        | "list_views"
        | "save_view"
        | "export_documents"
        | "list_systems"
        | "list_environments"
        | "list_bookings"
        | "get_booking_timeline"
        | "list_free_times"
        | "get_utilisation"
        | "plan_bookings"
        // Each of those that are moved is asked for by itself.
        | "move_bookings"
        | "list_environment_groups"
        | "list_change_requests"
        | "list_decisions"
        | "list_approval_requests"
        | "list_waivers"
        | "get_inbox"
        | "list_deployments"
        | "list_stops"
        | "list_verifications"
        | "get_version_matrix"
        | "list_stages"
        | "get_stage"
        | "list_teams"
        | "list_people"
        | "list_release_types"
        | "get_release_type"
        | "list_release_templates"
        | "list_working_calendars"
        | "get_working_calendar"
        | "list_plan_changes"
        | "list_windows"
        | "list_policies"
        | "list_gatekeepers"
        | "list_facts"
        | "check_policy"
        | "preview_window"
        | "list_feeds"
        | "export_releases"
        | "export_systems"
        | "export_environments"
        | "export_windows"
        | "export_teams"
        | "export_people"
        | "export_events"
        | "export_capacity"
        | "export_impact_matrix"
        | "export_utilisation"
        | "list_roles"
        | "get_role"
        | "list_rights"
        | "list_deployment_plans"
        | "list_runs"
        | "list_delegations" => Needs::Account,

        "get_person" | "create_delegation" => Needs::Belonging,

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
        | "get_inclusion_proof"
        | "take_evidence"
        | "get_release_calendar"
        | "get_portfolio"
        | "list_grants"
        | "list_holders"
        | "list_guests"
        | "get_team"
        | "get_system"
        | "list_system_dependencies"
        | "get_environment"
        | "get_map"
        | "decide"
        | "get_decision"
        | "export_sync_windows"
        | "get_stop"
        | "list_window_overrides"
        | "get_booking"
        | "list_booking_overlaps"
        | "list_booking_proposals"
        | "list_environment_hosts"
        | "list_environment_links"
        | "list_environment_versions"
        | "compare_environments"
        | "list_environment_drift"
        | "get_environment_group"
        | "get_change_request"
        | "get_gate"
        | "get_criterion"
        | "get_approval_rule"
        | "get_compliance"
        | "get_approval_request"
        | "get_waiver"
        // Rules say whom they name, and that is not by roles alone.
        | "draw_up_statement"
        | "answer_approval_request"
        | "list_versions"
        | "list_test_reports"
        | "get_version"
        | "get_window"
        | "get_policy"
        | "get_gatekeeper"
        | "list_gatekeeper_deliveries"
        | "list_policy_versions"
        | "replay_policy"
        | "list_window_occurrences"
        | "list_window_releases"
        | "get_release_template"
        | "preview_release_template"
        | "get_view"
        | "get_deployment_plan"
        | "list_deployment_plan_versions"
        | "get_deployment_plan_version"
        | "get_plan_task"
        | "get_plan_staffing"
        | "get_run"
        | "get_run_task"
        | "list_run_issues"
        | "get_run_forecast"
        | "get_run_report"
        | "get_run_review"
        | "export_activities"
        | "export_raid_items"
        | "export_matrix" => Needs::Sight,

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
        | "set_release_people"
        | "put_release_dependency"
        | "remove_release_dependency"
        | "put_release_system"
        | "remove_release_system"
        | "put_manifest_version"
        | "remove_manifest_version"
        | "create_release_template"
        | "change_release_template"
        | "archive_release_template"
        | "restore_release_template"
        | "create_release_template_from_release"
        | "create_release_series"
        | "invite_guest"
        | "dismiss_guest"
        | "create_criterion"
        | "edit_criterion"
        | "remove_criterion"
        | "create_approval_rule"
        | "edit_approval_rule"
        | "remove_approval_rule"
        | "request_approval"
        | "withdraw_approval_request"
        | "instantiate_release_template" => Needs::Right(Right::Plan),

        "pass_milestone"
        | "fail_milestone"
        | "reopen_milestone"
        | "approve_waiver"
        | "reject_waiver"
        | "revoke_waiver"
        | "approve_deployment_plan" => Needs::Right(Right::Decide),

        "plan_run" | "change_run" | "start_run" | "pause_run" | "resume_run" | "abort_run" | "complete_run"
        | "roll_back_run" | "keep_plan_secret" | "skip_run_task" | "reopen_run_task" => Needs::Right(Right::Run),

        "add_activity"
        | "meet_criterion"
        | "miss_criterion"
        | "reopen_criterion"
        | "request_waiver"
        | "request_policy_waiver"
        | "change_activity"
        | "remove_activity"
        | "add_attachment"
        | "remove_attachment"
        | "create_deployment_plan"
        | "copy_deployment_plan"
        | "change_deployment_plan"
        | "archive_deployment_plan"
        | "restore_deployment_plan"
        | "add_plan_tasks"
        | "change_plan_task"
        | "move_plan_task"
        | "remove_plan_task"
        | "learn_deployment_plan"
        // The fixture's task is nobody's: anybody may do it who may work.
        | "start_run_task"
        | "complete_run_task"
        | "fail_run_task"
        | "hand_over_run_task"
        | "vote_on_run_task"
        | "comment_on_run_task"
        | "report_run_task"
        | "raise_run_issue"
        | "change_run_issue"
        | "write_run_review"
        | "add_raid_item"
        | "change_raid_item"
        | "close_raid_item"
        | "reopen_raid_item"
        | "archive_raid_item"
        | "restore_raid_item" => Needs::Right(Right::Work),

        "add_comment" | "change_comment" | "delete_comment" => Needs::Right(Right::Comment),

        "create_window" | "import_windows" | "change_window" | "archive_window" | "restore_window" | "stop_line"
        | "lift_stop" | "create_policy" | "change_policy" | "enforce_policy" | "retire_policy" | "archive_policy"
        | "restore_policy" => Needs::Right(Right::Close),

        "override_window" | "withdraw_window_override" => Needs::Right(Right::Override),

        "create_system"
        | "change_system"
        | "archive_system"
        | "restore_system"
        | "put_system_dependency"
        | "remove_system_dependency" => Needs::Right(Right::Catalogue),

        "create_environment"
        | "change_environment"
        | "archive_environment"
        | "restore_environment"
        | "put_environment_link"
        | "remove_environment_link"
        | "create_environment_group"
        | "change_environment_group"
        | "archive_environment_group"
        | "restore_environment_group"
        | "create_stage"
        | "change_stage"
        | "archive_stage"
        | "restore_stage" => Needs::Right(Right::Equip),

        "report_environment" | "put_environment_hosts" | "put_environment_versions" | "report_deployment"
        | "report_verification" | "report_tests" => Needs::Right(Right::Report),

        "create_change_request"
        | "edit_change_request"
        | "submit_change_request"
        | "withdraw_change_request"
        | "cancel_change_request"
        | "create_booking"
        | "preview_booking"
        | "change_booking"
        | "wait_for_booking"
        | "activate_booking"
        | "return_booking"
        | "cancel_booking"
        | "extend_booking"
        | "move_booking"
        | "preview_booking_move"
        | "take_booking_proposal"
        | "pick_booking_members" => Needs::Right(Right::Book),

        "approve_change_request"
        | "reject_change_request"
        | "approve_booking"
        | "reject_booking"
        | "accept_booking_overlaps" => Needs::Right(Right::Allot),

        "begin_change_request" | "finish_change_request" | "fail_change_request" => Needs::Right(Right::Report),

        "register_version" => Needs::Right(Right::Version),

        "create_portfolio" | "change_portfolio" | "archive_portfolio" | "restore_portfolio" | "create_grant"
        | "delete_grant" | "create_team" | "change_team" | "archive_team" | "restore_team" | "apply_documents"
        | "create_gatekeeper" | "change_gatekeeper" | "archive_gatekeeper" | "restore_gatekeeper" => {
            Needs::Right(Right::Administer)
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
        // Of oneself, and of a portfolio one sees, anybody may ask.
        | "get_standing"
        | "list_sign_in_providers"
        | "get_sign_in_provider"
        | "create_sign_in_provider"
        | "change_sign_in_provider"
        | "remove_sign_in_provider"
        | "create_role"
        | "change_role"
        | "delete_role"
        | "end_delegation"
        | "revoke_token"
        | "end_session"
        | "get_person_access"
        | "export_journal"
        | "replace_journal_key"
        | "erase_events"
        | "list_witnesses"
        | "reset_second_factor"
        | "issue_password_code"
        | "get_sign_in_rules"
        | "change_sign_in_rules"
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

/// One kind of caller, and what they hold on the portfolio.
struct Caller {
    who: Client,
    role: Option<Role>,
    /// Whether they hold anything anywhere.
    belongs: bool,
    /// Whether they administer the whole installation.
    installation: bool,
}

impl Caller {
    fn may(&self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing | Needs::Account => true,
            Needs::Belonging => self.belongs,
            Needs::Sight => self.role.is_some(),
            Needs::Right(right) => self.role.is_some_and(|role| role.allows(right)),
            Needs::Installation => self.installation,
        }
    }
}

fn try_everything(app: &App, number: usize, caller: impl Fn(&Fixture) -> Caller) {
    let document = document();
    let fixture = Fixture::new(app, &document, number);
    let caller = caller(&fixture);
    let (who, sees) = (&caller.who, caller.role.is_some());
    let boss = app.administrator();
    let tried = operations(&document).into_iter().filter(|operation| {
        !matches!(operation.id.as_str(), "stream_events" | "sign_out") && needs(operation) != Needs::Nothing
    });
    let (allowed, refused): (Vec<_>, Vec<_>) = tried.partition(|operation| caller.may(needs(operation)));
    assert_eq!(Stream::open(who, None).status, 200);

    // All that is refused first: together it changes nothing.
    app.unchanged_by(|| {
        for operation in &refused {
            let (id, needs) = (operation.id.as_str(), needs(operation));
            let answer = who.send(fixture.request(operation, &boss));
            let right = match (answer.status, needs) {
                (403, Needs::Installation) => true,
                // Other people's tokens and sessions are nobody's business, whoever asks.
                (404, Needs::Installation) => {
                    // Whoever belongs nowhere knows of nobody.
                    (!caller.belongs && operation.path.starts_with("/people/"))
                        || matches!(id, "revoke_token" | "end_session" | "end_delegation" | "revoke_feed")
                        || id.ends_with("_view")
                }
                (403, _) => sees,
                // A thing in the address is not there; a thing named in the body is a fault of the body.
                (404, _) => !sees,
                (422, _) => !sees && answer.refused(422).faults().iter().all(|fault| fault.ends_with(" unknown")),
                _ => false,
            };
            assert!(right, "{id}: {} {}", answer.status, answer.text);
            answer.refused(answer.status);
            assert!(
                sees || !without_echo(&answer.text).contains(&fixture.mark),
                "{id} tells a secret: {}",
                answer.text
            );
            if answer.status == 403 {
                assert!(answer.text.contains("this needs the right to"), "{id}: {}", answer.text);
            }
        }
    });
    for operation in &allowed {
        let id = operation.id.as_str();
        let answer = who.send(fixture.request(operation, &boss));
        let done = (200..300).contains(&answer.status);
        // A rule may say no where no right does: a gate is decided already.
        assert!(done || answer.status == 409, "{id} is refused to somebody who may: {} {}", answer.status, answer.text);
        assert!(sees || !answer.text.contains(&fixture.mark), "{id} tells a secret: {}", answer.text);
    }
}

/// A refusal without the names that the caller sent.
fn without_echo(text: &str) -> String {
    text.split("\\\"").step_by(2).collect()
}

both_databases!(a_stranger_sees_and_changes_nothing, |app| {
    try_everything(app, 1, |_| Caller { who: app.stranger(), role: None, belongs: false, installation: false });
});

both_databases!(an_administrator_of_another_branch_sees_and_changes_nothing_here, |app| {
    app.portfolio("elsewhere", "enterprise");
    let who = app.administrator_of("elsewhere");
    try_everything(app, 1, |_| Caller { who: who.clone(), role: None, belongs: true, installation: false });
});

both_databases!(each_role_does_what_its_column_of_the_table_says_and_nothing_else, |app| {
    for (place, role) in Role::ALL.into_iter().enumerate() {
        try_everything(app, place + 1, |fixture| Caller {
            who: app.somebody(&[(role, fixture.mark.as_str())]),
            role: Some(role),
            belongs: true,
            installation: false,
        });
    }
});

both_databases!(an_administrator_of_the_installation_does_everything, |app| {
    try_everything(app, 1, |_| Caller {
        who: app.administrator(),
        role: Some(Role::Administrator),
        belongs: true,
        installation: true,
    });
});
