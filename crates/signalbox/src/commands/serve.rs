//! `signalbox serve`: the server.

use super::{Done, open};
use crate::config::Config;
use signalbox_service::App;
use signalbox_web::{Settings, Web};
use std::io::IsTerminal;
use tokio::net::TcpListener;

/// Runs the server until it is told to stop.
pub(super) fn run(config: &Config) -> Done {
    log(config)?;
    let app = open(config)?;
    let sealer = app.clone();
    let node = node_name();
    std::thread::Builder::new()
        .name("sealer".to_owned())
        .spawn(move || signalbox_store::journal::seal_forever(&sealer.db, &node))?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(config, app))
}

async fn serve(config: &Config, app: App) -> Done {
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}; choose another with --listen", config.listen)
    })?;
    println!("Signalbox is at http://{}", listener.local_addr()?);
    let router = signalbox_web::router(Web::new(app, Settings::default()));
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
    Ok(())
}

/// Waits for SIGTERM or SIGINT. Requests under way are finished; a second signal ends them.
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
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format.as_str() {
        "json" => lines.json().init(),
        "text" => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        other => return Err(format!("the setting log_format is text or json, not {other}").into()),
    }
    Ok(())
}
