//! Setting up, signing in and out, tokens, and what slows guessing down, on both databases.

use crate::common::*;
use jiff::SignedDuration;
use signalbox_domain::{
    Outcome, Problem,
    authz::{Rights, Role, Standing},
    people::GivenRole,
};
use signalbox_service::{
    App, Ctx, Page,
    accounts::{self, tokens},
    grants, jobs, people, portfolios, setup,
};
use signalbox_store::{Tx, accounts as stored, journal};

/// The kinds of all events, in the order they became true.
async fn kinds(app: &App) -> Vec<String> {
    let system = Ctx::system("test");
    let read = app.db.write(&system, |tx| {
        journal::seal(tx, "test")?;
        journal::list(tx, &journal::Filter::default(), &Page { limit: Some(200), ..Page::default() })
    });
    let mut kinds: Vec<String> = read.await.unwrap().items.into_iter().map(|event| event.kind).collect();
    kinds.reverse();
    kinds
}

fn reason<T: std::fmt::Debug>(outcome: Outcome<T>) -> &'static str {
    match outcome {
        Err(Problem::Refused { reasons, .. }) => reasons[0].code,
        Err(Problem::Denied(reason)) => reason.code,
        other => panic!("not refused: {other:?}"),
    }
}

fn is_unauthenticated<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Problem::Unauthenticated(_)))
}

#[test]
fn a_start_prepares_an_installation_once() {
    on_both_databases(|app| async move {
        let first = setup::bootstrap(&app).await.unwrap();
        assert!(first.setup_code.is_some());
        let facts = kinds(&app).await;
        let stages = ["stage.created"; 5];
        assert_eq!(facts, [["portfolio.created", "release_type.created"].as_slice(), &stages].concat());
        assert_eq!(setup::bootstrap(&app).await.unwrap(), first, "the same code at every start until it is used");
        assert_eq!(kinds(&app).await, facts, "a second start changes nothing");
        assert!(setup::is_required(&app).await.unwrap());
    });
}

#[test]
fn the_first_administrator_sets_the_installation_up_and_nobody_does_it_again() {
    on_both_databases(|app| async move {
        let code = setup::bootstrap(&app).await.unwrap().setup_code.unwrap().text;
        assert_eq!(reason(setup::setup(&app, &visitor(), input("0000-1111-2222-3333")).await), "wrong_code");
        let weak = setup::Input { password: "short".to_owned(), email: "nobody".to_owned(), ..input(&code) };
        let Err(Problem::Invalid(faults)) = setup::setup(&app, &visitor(), weak).await else { panic!("accepted") };
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/email", "/password"]);
        assert!(setup::is_required(&app).await.unwrap(), "a refused attempt changes nothing");

        let typed = format!("{}-{}", code[..8].to_lowercase(), &code[8..]);
        let signed_in = setup::setup(&app, &visitor(), input(&typed)).await.unwrap();
        let signed = accounts::authenticate_session(&app, &signed_in.secret).await.unwrap();
        let ctx = signed.ctx("test");
        let me = accounts::me(&app, &ctx).await.unwrap();
        assert_eq!(me.person.email.as_deref(), Some(EMAIL));
        let [held] = &me.standing.because[..] else { panic!("one role: {:?}", me.standing) };
        let portfolio = held.portfolio.as_ref().unwrap();
        assert_eq!((portfolio.key.as_str(), portfolio.name.as_str()), ("enterprise", "Example Railways"));
        assert_eq!(held.role, GivenRole::BuiltIn(Role::Administrator));

        assert!(!setup::is_required(&app).await.unwrap());
        assert_eq!(reason(setup::setup(&app, &visitor(), input(&code)).await), "set_up");
        assert_eq!(setup::bootstrap(&app).await.unwrap().setup_code, None);
    });
}

#[test]
fn two_people_with_the_code_do_not_both_become_the_first_administrator() {
    on_both_databases(|app| async move {
        let code = setup::bootstrap(&app).await.unwrap().setup_code.unwrap().text;
        let other = setup::Input { email: "other@example.org".to_owned(), ..input(&code) };
        let visitor = visitor();
        let (one, other) =
            tokio::join!(setup::setup(&app, &visitor, input(&code)), setup::setup(&app, &visitor, other));
        assert_ne!(one.is_ok(), other.is_ok());
        let all = people::list(&app, &Ctx::system("test"), people::Filter::default(), Page::default()).await.unwrap();
        assert_eq!(all.items.len(), 1);
    });
}

#[test]
fn guessing_the_setup_code_gets_slower() {
    on_both_databases(|app| async move {
        setup::bootstrap(&app).await.unwrap();
        for _ in 0..5 {
            assert_eq!(reason(setup::setup(&app, &visitor(), input("0")).await), "wrong_code");
        }
        assert!(matches!(setup::setup(&app, &visitor(), input("0")).await, Err(Problem::Throttled { .. })));
        let elsewhere = setup::setup(&app, &from("198.51.100.1"), input("0")).await;
        assert_eq!(reason(elsewhere), "wrong_code", "who does not guess is not kept waiting");
        app.db.advance_clock(SignedDuration::from_secs(2));
        assert_eq!(reason(setup::setup(&app, &visitor(), input("0")).await), "wrong_code");
    });
}

#[test]
fn a_session_begins_with_the_password_and_ends_by_itself_or_by_hand() {
    on_both_databases(|app| async move {
        set_up(&app).await;
        assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), EMAIL, "another password", None).await));
        assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), "nobody@example.org", PASSWORD, None).await));
        let first = sign_in(&app, "Release.Manager@Example.org ").await.unwrap();
        let second = sign_in(&app, EMAIL).await.unwrap();
        assert_ne!(first.secret, second.secret);
        assert_ne!(first.signed.csrf, second.signed.csrf);

        let signed = accounts::authenticate_session(&app, &first.secret).await.unwrap();
        assert_eq!(signed.csrf, first.signed.csrf);
        assert!(matches!(&signed.rights, Rights::Held(standing) if standing.held.len() == 1));
        accounts::sign_out(&app, &signed.ctx("test"), signed.session.unwrap()).await.unwrap();
        assert!(is_unauthenticated(&accounts::authenticate_session(&app, &first.secret).await));
        assert!(accounts::authenticate_session(&app, &second.secret).await.is_ok(), "the other browser stays");
        assert!(is_unauthenticated(&accounts::authenticate_session(&app, "made up").await));

        // Used every hour and a half, it lives its twelve hours and no longer.
        for _ in 0..7 {
            app.db.advance_clock(SignedDuration::from_mins(90));
            assert!(accounts::authenticate_session(&app, &second.secret).await.is_ok());
        }
        app.db.advance_clock(SignedDuration::from_mins(91));
        assert!(is_unauthenticated(&accounts::authenticate_session(&app, &second.secret).await));

        let third = sign_in(&app, EMAIL).await.unwrap();
        app.db.advance_clock(SignedDuration::from_mins(121));
        assert!(is_unauthenticated(&accounts::authenticate_session(&app, &third.secret).await), "idle for two hours");

        let kinds = kinds(&app).await;
        let count = |kind: &str| kinds.iter().filter(|one| *one == kind).count();
        assert_eq!(count("person.signed_in"), 4);
        assert_eq!(count("person.sign_in_failed"), 2);
        assert_eq!(count("person.signed_out"), 1);
    });
}

#[test]
fn guessing_a_password_gets_slower_whether_the_account_exists_or_not() {
    on_both_databases(|app| async move {
        set_up(&app).await;
        for email in [EMAIL, "nobody@example.org"] {
            for number in 0..5 {
                let elsewhere = from(&format!("198.51.100.{number}"));
                assert!(is_unauthenticated(
                    &accounts::sign_in(&app, &elsewhere, email, "a wrong password", None).await
                ));
            }
            let throttled = accounts::sign_in(&app, &visitor(), email, PASSWORD, None).await;
            assert!(matches!(throttled, Err(Problem::Throttled { .. })), "even with the right password: {throttled:?}");
        }
        app.db.advance_clock(SignedDuration::from_secs(2));
        assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), EMAIL, "a wrong password", None).await));
        assert!(matches!(sign_in(&app, EMAIL).await, Err(Problem::Throttled { .. })));
        app.db.advance_clock(SignedDuration::from_secs(3));
        sign_in(&app, EMAIL).await.unwrap();
        // A success forgives: the next failure is the first again.
        assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), EMAIL, "a wrong password", None).await));
        sign_in(&app, EMAIL).await.unwrap();
    });
}

#[test]
fn guesses_from_elsewhere_keep_nobody_out_where_they_came_in_before() {
    on_both_databases(|app| async move {
        set_up(&app).await;
        sign_in(&app, EMAIL).await.unwrap();
        for number in 0..5 {
            let elsewhere = from(&format!("198.51.100.{number}"));
            assert!(is_unauthenticated(&accounts::sign_in(&app, &elsewhere, EMAIL, "a wrong password", None).await));
        }
        let throttled = accounts::sign_in(&app, &from("198.51.100.9"), EMAIL, PASSWORD, None).await;
        assert!(matches!(throttled, Err(Problem::Throttled { .. })), "whoever guesses waits: {throttled:?}");
        sign_in(&app, EMAIL).await.unwrap();
        // Coming in helps nobody else.
        let throttled = accounts::sign_in(&app, &from("198.51.100.9"), EMAIL, PASSWORD, None).await;
        assert!(matches!(throttled, Err(Problem::Throttled { .. })), "{throttled:?}");
        // Where the owner is, guessing is slowed down all the same.
        for _ in 0..5 {
            assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), EMAIL, "a wrong password", None).await));
        }
        assert!(matches!(sign_in(&app, EMAIL).await, Err(Problem::Throttled { .. })));
        // What was familiar long ago is so no more.
        app.db.advance_clock(SignedDuration::from_hours(91 * 24));
        for number in 0..5 {
            let elsewhere = from(&format!("198.51.100.{number}"));
            assert!(is_unauthenticated(&accounts::sign_in(&app, &elsewhere, EMAIL, "a wrong password", None).await));
        }
        assert!(matches!(sign_in(&app, EMAIL).await, Err(Problem::Throttled { .. })));
    });
}

#[test]
fn many_guesses_at_once_are_no_way_around_the_wait() {
    on_both_databases(|app| async move {
        set_up(&app).await;
        let mut guesses = tokio::task::JoinSet::new();
        for number in 0..16 {
            let app = app.clone();
            guesses.spawn(async move {
                let elsewhere = from(&format!("198.51.100.{number}"));
                accounts::sign_in(&app, &elsewhere, EMAIL, "a wrong password", None).await.map(drop)
            });
        }
        let answers = guesses.join_all().await;
        assert_eq!(answers.iter().filter(|answer| is_unauthenticated(answer)).count(), 5, "{answers:?}");
    });
}

#[test]
fn one_address_cannot_try_its_way_through_many_accounts() {
    on_both_databases(|app| async move {
        set_up(&app).await;
        for number in 0..20 {
            let email = format!("person{number}@example.org");
            assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), &email, "a wrong password", None).await));
        }
        assert!(matches!(sign_in(&app, EMAIL).await, Err(Problem::Throttled { .. })));
        assert!(accounts::sign_in(&app, &from("198.51.100.1"), EMAIL, PASSWORD, None).await.is_ok());
    });
}

#[test]
fn who_left_is_out_at_once() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        let signed_in = sign_in(&app, "team.lead@example.org").await.unwrap();
        let own = signed_in.signed.ctx("test");
        let token = tokens::create(&app, &own, None, new_token("laptop")).await.unwrap();
        assert!(tokens::authenticate(&app, &token.text).await.is_ok());

        people::archive(&app, &administrator, lead.id.to_string(), 1, true).await.unwrap();
        assert!(is_unauthenticated(&accounts::authenticate_session(&app, &signed_in.secret).await));
        assert!(is_unauthenticated(&tokens::authenticate(&app, &token.text).await));
        assert!(is_unauthenticated(&sign_in(&app, "team.lead@example.org").await));
    });
}

fn new_token(of: &str) -> tokens::New {
    tokens::New { name: name(of), expires_at: None, person: None, scope: None }
}

#[test]
fn a_token_acts_as_its_person_until_it_ends_or_is_revoked() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        somebody(&app, &administrator, "team.lead@example.org").await;
        let lead = ctx_of(&app, "team.lead@example.org").await;
        let made = tokens::create(&app, &lead, None, new_token("laptop")).await.unwrap();
        assert!(made.text.starts_with(&made.token.hint) && made.token.hint.len() == 8);
        let signed = tokens::authenticate(&app, &made.text).await.unwrap();
        assert_eq!(Some(signed.person.id), lead.actor.person());
        assert_eq!((signed.csrf, signed.session), (None, None));

        let mine = tokens::list(&app, &lead, Page::default()).await.unwrap();
        assert!(mine.items[0].used_at.is_some(), "its use is noted");
        let theirs = tokens::create(&app, &administrator, None, new_token("desk")).await.unwrap();
        let seen = |ctx: &Ctx| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { tokens::list(&app, &ctx, Page::default()).await.unwrap().items.len() }
        };
        assert_eq!((seen(&lead).await, seen(&administrator).await), (1, 2));
        let not_mine = tokens::revoke(&app, &lead, theirs.token.id.to_string()).await;
        assert!(matches!(not_mine, Err(Problem::NotFound { .. })), "{not_mine:?}");

        tokens::revoke(&app, &administrator, made.token.id.to_string()).await.unwrap();
        tokens::revoke(&app, &lead, made.token.id.to_string()).await.unwrap();
        assert!(is_unauthenticated(&tokens::authenticate(&app, &made.text).await));
        assert_eq!(seen(&lead).await, 0);

        let now = app.db.read(&Ctx::system("test"), |tx| Ok(tx.now())).await.unwrap();
        let past = tokens::New { expires_at: Some(now), ..new_token("late") };
        assert!(matches!(tokens::create(&app, &lead, None, past).await, Err(Problem::Invalid(_))));
        let soon = tokens::New { expires_at: Some(now + SignedDuration::from_hours(1)), ..new_token("soon") };
        let made = tokens::create(&app, &lead, None, soon).await.unwrap();
        assert!(tokens::authenticate(&app, &made.text).await.is_ok());
        app.db.advance_clock(SignedDuration::from_hours(1));
        assert!(is_unauthenticated(&tokens::authenticate(&app, &made.text).await));
    });
}

#[test]
fn tokens_for_others_are_for_machines_only_and_from_administrators_only() {
    on_both_databases(|app| async move {
        let administrator = administrator(&app).await;
        let lead = somebody(&app, &administrator, "team.lead@example.org").await;
        let pipeline = people::New { name: name("Pipeline"), email: None, service: true, locale: None, zone: None };
        let pipeline = people::create(&app, &administrator, pipeline).await.unwrap();
        let for_machine = || tokens::New { person: Some(pipeline.id.to_string()), ..new_token("builds") };
        let viewer = grants::New {
            person: Some(lead.id.to_string()),
            team: None,
            role: Some(Role::Viewer),
            custom_role: None,
            until: None,
        };
        grants::create(&app, &administrator, "enterprise".to_owned(), viewer).await.unwrap();
        let lead_ctx = ctx_of(&app, "team.lead@example.org").await;
        let forbidden = tokens::create(&app, &lead_ctx, None, for_machine()).await;
        assert!(matches!(forbidden, Err(Problem::Forbidden { .. })), "{forbidden:?}");
        let for_lead = tokens::New { person: Some(lead.id.to_string()), ..new_token("borrowed") };
        assert_eq!(reason(tokens::create(&app, &administrator, None, for_lead).await), "not_a_machine");
        let made = tokens::create(&app, &administrator, None, for_machine()).await.unwrap();
        let signed = tokens::authenticate(&app, &made.text).await.unwrap();
        assert_eq!(signed.person.id, pipeline.id);
        assert_eq!(signed.rights, Rights::Held(Standing::default()), "a machine has the rights it was given: none");
    });
}

#[test]
fn whoever_holds_the_data_makes_a_token_before_anybody_signed_in() {
    on_both_databases(|app| async move {
        let first = tokens::create_local(&app, "ci").await.unwrap();
        let second = tokens::create_local(&app, "CI").await.unwrap();
        assert_ne!(first, second);
        let signed = tokens::authenticate(&app, &first).await.unwrap();
        assert_eq!(tokens::authenticate(&app, &second).await.unwrap().person, signed.person);
        let ctx = signed.ctx("test");
        let root = portfolios::get(&app, &ctx, "enterprise".to_owned()).await.unwrap();
        let new = portfolios::New {
            key: signalbox_domain::Key::parse("payments").unwrap(),
            name: name("Payments"),
            description: String::new(),
            parent: root.view.portfolio.id.to_string(),
            working_calendar: None,
        };
        portfolios::create(&app, &ctx, new).await.unwrap();
        assert!(setup::is_required(&app).await.unwrap(), "a machine is no administrator who can sign in");
        set_up(&app).await;
    });
}

#[test]
fn housekeeping_forgets_what_is_over_and_comes_again() {
    on_both_databases(|app| async move {
        let signed_in = set_up(&app).await;
        assert!(is_unauthenticated(&accounts::sign_in(&app, &visitor(), EMAIL, "a wrong password", None).await));
        let work = |app: &App| {
            let app = app.clone();
            async move { tokio::task::spawn_blocking(move || jobs::run_one(&app, "worker").unwrap()).await.unwrap() }
        };
        assert!(work(&app).await, "the first round is wanted by the first start");
        app.db.advance_clock(SignedDuration::from_mins(30));
        assert!(!work(&app).await, "it is done, and comes again in an hour");
        assert!(accounts::authenticate_session(&app, &signed_in.secret).await.is_ok(), "what is not over stays");

        app.db.advance_clock(SignedDuration::from_hours(13));
        setup::bootstrap(&app).await.unwrap();
        assert!(work(&app).await);
        assert!(!work(&app).await, "it is wanted once, and again in an hour");
        let forget = |tx: &mut Tx<'_>| Ok((stored::forget_ended_sessions(tx)?, stored::forget_old_failures(tx)?));
        let left = app.db.write(&Ctx::system("test"), forget).await.unwrap();
        assert_eq!(left, (0, 0), "nothing is left to forget");
        app.db.advance_clock(SignedDuration::from_hours(1));
        assert!(work(&app).await);
    });
}

#[test]
fn a_job_that_nobody_knows_fails_and_does_not_stop_the_others() {
    on_both_databases(|app| async move {
        app.db
            .write(&Ctx::system("test"), |tx| {
                let earlier = tx.now() - SignedDuration::from_secs(1);
                signalbox_store::jobs::enqueue(tx, "dance", &serde_json::Value::Null, earlier, None)
            })
            .await
            .unwrap();
        setup::bootstrap(&app).await.unwrap();
        let stop = jobs::Stop::default();
        let worker = tokio::task::spawn_blocking({
            let (app, stop) = (app.clone(), stop.clone());
            move || jobs::run_forever(&app, "worker", true, &stop)
        });
        for _ in 0..100 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let due = app.db.read(&Ctx::system("test"), signalbox_store::jobs::is_due).await.unwrap();
            if !due {
                break;
            }
        }
        stop.now();
        worker.await.unwrap();
        app.db.advance_clock(SignedDuration::from_secs(3));
        let again = app.db.write(&Ctx::system("test"), |tx| signalbox_store::jobs::claim(tx, "test")).await.unwrap();
        let again = again.unwrap();
        assert_eq!((again.kind.as_str(), again.attempts), ("dance", 2), "only what failed is still wanted");
    });
}
