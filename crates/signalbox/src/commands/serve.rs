//! `signalbox serve`: the server.

use super::{Done, open};
use crate::{config::Config, connections::Door, one_line::OneLine};
use axum_server::{
    Handle,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use signalbox_service::{
    App, Ctx, Page, documents,
    jobs::{self, Stop},
    journal_log,
    releases::{self, Order, Wanted},
    setup,
};
use signalbox_web::{Settings, Web};
use std::{
    io::{IsTerminal, Write},
    thread::JoinHandle,
    time::Duration,
};
use tokio::net::TcpListener;

/// How long a connection may rest between two requests, and take to say what it wants next. Proxies keep theirs for a minute,
/// and are to be the first to close them.
const NEXT_WITHIN: Duration = Duration::from_secs(75);

/// Runs the server until it is told to stop.
pub(super) fn run(config: &Config) -> Done {
    log(config)?;
    // What is wrong with the settings is said before anything is made or changed.
    let settings = config.settings()?;
    config.check_reach()?;
    if let Some(tls) = &config.tls {
        tls.read()?;
    }
    let app = open(config)?;
    let node = node_name();
    let stop = Stop::default();
    let (sealing, name, told) = (app.clone(), node.clone(), stop.clone());
    let sealer = std::thread::Builder::new()
        .name("sealer".to_owned())
        .spawn(move || signalbox_store::journal::seal_until(&sealing.db, &name, || told.is_told()))?;
    let mut workers = Vec::new();
    for number in 0..jobs::WORKERS {
        let (worker, told, name) = (app.clone(), stop.clone(), node.clone());
        let work = move || jobs::run_forever(&worker, &name, number == 0, &told);
        workers.push(std::thread::Builder::new().name(format!("jobs-{number}")).spawn(work)?);
    }
    let journal = match config.journal_log {
        false => None,
        true => {
            let (app, told, name) = (app.clone(), stop.clone(), node.clone());
            let follow = move || journal_log::follow(&app, &name, &told, &mut std::io::stderr());
            Some(std::thread::Builder::new().name("journal-log".to_owned()).spawn(follow)?)
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(config, settings, app.clone()));
    stop.now();
    // A job that is being done is finished; everything else is taken up again by the next start.
    for worker in workers {
        drop(worker.join());
    }
    drop((sealer.join(), journal.map(JoinHandle::join)));
    // A server that starts right now need not wait until the lease ends before it seals.
    app.db.write_now(&Ctx::system("stop"), move |tx| signalbox_store::journal::stand_down(tx, &node))?;
    served
}

async fn serve(config: &Config, settings: Settings, app: App) -> Done {
    signalbox_service::secrets::ready(&app).await?;
    let bootstrap = setup::bootstrap(&app).await?;
    if let Some(folder) = &config.examples {
        load_examples(&app, folder).await?;
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}; choose another with --listen", config.listen))?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr()?);
    tracing::info!(address, "serving");
    match &bootstrap.setup_code {
        Some(code) => {
            tell(&format!("Signalbox is at {address}"));
            // What stands behind the # is sent to nobody, and is in no log on the way.
            tell(&format!("Create the first administrator: {address}/setup#code={}", code.text));
            tell(&format!(
                "The code holds until {}; a later start tells another.",
                code.until.strftime("%Y-%m-%d %H:%M UTC")
            ));
        }
        None => tell(&format!("Signalbox is at {address} – sign in with your mail address and password.")),
    }
    let web = Web::new(app, settings);
    let router = signalbox_web::router(web.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let stopping = async move {
        told_to_stop().await;
        web.end_streams();
    };
    let (door, first_within) = (Door::new(config.connections()?), Duration::from_secs(config.limits.head_seconds));
    let handle = Handle::new();
    let stopping = async {
        stopping.await;
        handle.graceful_shutdown(None);
        std::future::pending::<()>().await;
    };
    let serving = async {
        match &config.tls {
            None => {
                let mut server = axum_server::from_tcp(listener.into_std()?)?.http1_only().acceptor(door);
                server.http_builder().http1().header_read_timeout(NEXT_WITHIN.max(first_within));
                tokio::select! {
                    ended = server.first_request_timeout(first_within).handle(handle.clone()).serve(router) => ended,
                    () = stopping => Ok(()),
                }
            }
            Some(tls) => {
                let shown = RustlsConfig::from_config(tls.read().map_err(std::io::Error::other)?);
                let encrypting = RustlsAcceptor::new(shown.clone()).acceptor(door);
                let mut server = axum_server::from_tcp(listener.into_std()?)?.http1_only().acceptor(encrypting);
                server.http_builder().http1().header_read_timeout(NEXT_WITHIN.max(first_within));
                tokio::select! {
                    ended = server.first_request_timeout(first_within).handle(handle.clone()).serve(router) => ended,
                    () = tls.follow(&shown) => Ok(()),
                    () = stopping => Ok(()),
                }
            }
        }
    };
    let told_twice = async {
        told_to_stop().await;
        told_to_stop().await;
    };
    tokio::select! {
        ended = serving => ended?,
        () = told_twice => {}
    }
    Ok(())
}

/// Prints a line. A server goes on when nobody listens to what it says.
fn tell(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// Loads the documents of a folder into an installation that has no release yet.
async fn load_examples(app: &App, folder: &str) -> Done {
    let ctx = Ctx::system("examples");
    let page = Page { limit: Some(1), ..Page::default() };
    let present = releases::list(app, &ctx, Wanted::default(), Order::Key, false, page).await?;
    if !present.items.is_empty() {
        return Ok(());
    }
    let found = super::code::read_all(&[folder.into()])?.documents;
    let count = found.len();
    documents::apply(app, &ctx, found, false).await?;
    tell(&format!("Loaded the examples: {count} documents from {folder}."));
    Ok(())
}

/// Waits for SIGTERM or SIGINT. Requests under way are finished, unless a second one comes.
async fn told_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Names this process among those that share a database.
fn node_name() -> String {
    let random: [u8; 8] = signalbox_store::db::random_bytes();
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn log(config: &Config) -> Done {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .map_err(|error| format!("the setting log is wrong: {error}"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter);
    match config.log_format.as_str() {
        "json" => lines.json().with_writer(std::io::stderr).init(),
        "text" => {
            let has_colours = std::io::stderr().is_terminal();
            lines.with_ansi(has_colours).with_writer(move || OneLine { to: std::io::stderr(), has_colours }).init();
        }
        other => return Err(format!("the setting log_format is text or json, not {other}").into()),
    }
    Ok(())
}
