//! The job that tells machines what tasks want of them.
//!
//! That a machine is told is recorded before it is, and what it answered afterwards, each in a transaction of its own. Whoever
//! takes the job over from a worker that is gone finds what was recorded, and asks a person when that says too little.

use super::{Approved, approved::Script, deploying, store};
use crate::{
    App, Ctx,
    outgoing::{self, Ask, Method, Told, Unreached, percent_encoded},
    secrets::Secret,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use signalbox_domain::{
    Fact, Outcome, Problem,
    authz::{Permit, Run as MayRun, Work},
    deployment_plans::{Call, Number, Verb},
    id::{Identifier, RunId},
    problem::Faults,
    runs::{Act, Answer, Run, RunTask, Said, Scene, Stepped, call::Next},
};
use signalbox_store::{
    Tx,
    jobs::{self, Job},
};
use std::{collections::BTreeMap, sync::Arc};

/// The kind of the job.
pub(crate) const KIND: &str = "run_call";
/// The most that is kept of an answer, in characters.
const KEPT: usize = 500;

/// A run in hand, in a transaction.
pub(super) struct Held {
    pub(super) run: Run,
    pub(super) script: Arc<Script>,
    pub(super) tasks: Vec<RunTask>,
}

/// By what right something is done in a run.
pub(super) enum By {
    /// Of somebody who runs deployments.
    Running(Permit<MayRun>),
    /// Of somebody who works in the run.
    Working(Permit<Work>),
}

impl Held {
    pub(super) fn of(tx: &mut Tx<'_>, approved: &Approved, id: &str) -> Outcome<Self> {
        let run = store::view(tx, id)?.run;
        let script = approved.of(tx, run.plan, run.version)?;
        let tasks = script.in_order(store::tasks(tx, run.id, 0)?);
        Ok(Self { run, script, tasks })
    }

    pub(super) fn scene(&self, tx: &Tx<'_>) -> Scene<'_> {
        Scene::new(&self.script.content, &self.script.zone, &self.run, &self.tasks, tx.now())
    }

    fn permit(&self, tx: &mut Tx<'_>) -> Outcome<By> {
        tx.permit("run", self.run.id, self.run.portfolio).map(By::Running)
    }

    /// Saves what became of tasks, and what follows of it: what machines do and nothing holds up any more begins.
    pub(super) fn keep(&mut self, tx: &mut Tx<'_>, stepped: Stepped, by: &By) -> Outcome<()> {
        self.put(tx, stepped, by)?;
        self.follow(tx, by)
    }

    fn put(&mut self, tx: &mut Tx<'_>, stepped: Stepped, by: &By) -> Outcome<()> {
        match by {
            By::Running(permit) => store::put_tasks(tx, &self.run, &stepped.tasks, permit)?,
            By::Working(permit) => store::put_tasks(tx, &self.run, &stepped.tasks, permit)?,
        }
        tx.record(&stepped.facts)?;
        want(tx, &self.run, &stepped.tasks)?;
        let done = stepped.tasks.iter().filter_map(|at| Some((self.script.content.task(at.number)?, at)));
        deploying::want(tx, &self.run, &done.collect::<Vec<_>>())?;
        for changed in stepped.tasks {
            if let Some(task) = self.tasks.iter_mut().find(|task| task.number == changed.number) {
                *task = changed;
            }
        }
        self.run.rev += 1;
        Ok(())
    }

    /// Begins what machines do and nothing holds up any more, and wants them told. What may not go where it is to go has
    /// failed.
    pub(super) fn follow(&mut self, tx: &mut Tx<'_>, by: &By) -> Outcome<()> {
        for number in self.scene(tx).by_themselves() {
            let script = Arc::clone(&self.script);
            let Some(task) = script.content.task(number) else { continue };
            let barred = deploying::barred(tx, &self.run, task)?;
            let stepped = self.scene(tx).act(number, &Act::Start, &Said::default())?;
            if let Some(problem) = barred {
                // It waits for nobody: what it was to tell is not wanted.
                let unsent = |task: RunTask| RunTask { call: None, ..task };
                let stepped = Stepped { tasks: stepped.tasks.into_iter().map(unsent).collect(), ..stepped };
                self.put(tx, stepped, by)?;
                let said = Said { by: None, reason: Some(why(&problem)) };
                let failed = self.scene(tx).act(number, &Act::Fail, &said)?;
                self.put(tx, failed, by)?;
                continue;
            }
            self.put(tx, stepped, by)?;
        }
        Ok(())
    }
}

/// A refusal in a sentence, no longer than a reason may be.
fn why(problem: &Problem) -> String {
    let text = match problem {
        Problem::Refused { detail, reasons } => {
            let reasons: Vec<&str> = reasons.iter().map(|reason| reason.detail.as_str()).collect();
            format!("{detail}: {}", reasons.join("; "))
        }
        other => other.to_string(),
    };
    text.chars().take(2_000).collect()
}

/// Wants machines told what tasks that were begun want of them.
fn want(tx: &mut Tx<'_>, run: &Run, tasks: &[RunTask]) -> Outcome<()> {
    for task in tasks {
        let waits = task.state == signalbox_domain::runs::State::Running;
        if let Some(call) = task.call.as_ref().filter(|call| waits && call.sent_at.is_none() && call.attempt == 1) {
            let payload = json!({"run": run.id, "task": task.number, "key": call.key});
            let now = tx.now();
            jobs::enqueue(tx, KIND, &payload, now, Some(&format!("{KIND}:{}", call.key)))?;
        }
    }
    Ok(())
}

/// Begins, in every run that goes on, what machines do and whose time has come: what waited for an instant. True when
/// anything was begun.
pub(crate) fn begin_due(app: &App, ctx: &Ctx) -> Outcome<bool> {
    let approved = Arc::clone(&app.approved);
    let due = app.db.read_now(ctx, move |tx| {
        let mut due = Vec::new();
        for id in store::going_on(tx)? {
            let run = store::view(tx, &id.to_string())?.run;
            if !approved.of(tx, run.plan, run.version)?.calls_anybody() {
                continue;
            }
            let held = Held::of(tx, &approved, &id.to_string())?;
            if !held.scene(tx).by_themselves().is_empty() {
                due.push(id);
            }
        }
        Ok(due)
    })?;
    for id in &due {
        let (id, approved) = (id.to_string(), Arc::clone(&app.approved));
        app.db.write_now(ctx, move |tx| {
            let mut held = Held::of(tx, &approved, &id)?;
            let by = held.permit(tx)?;
            held.follow(tx, &by)
        })?;
    }
    Ok(!due.is_empty())
}

/// What a machine is told, and with which secret.
struct Sending {
    call: Call,
    key: String,
    secret: Option<Secret>,
}

/// Tells the machine that a job names, and keeps what it answered.
pub(crate) fn tell(app: &App, ctx: &Ctx, job: &Job) -> Outcome<()> {
    let run = job.payload["run"].as_str().and_then(RunId::parse);
    let number = job.payload["task"].as_u64().and_then(|number| Number::try_from(number).ok());
    let (Some(run), Some(number), Some(key)) = (run, number, job.payload["key"].as_str()) else {
        return Err(Problem::Internal("a job of a run names no task".to_owned()));
    };
    let (mine, approved, keys, key) = (job.clone(), Arc::clone(&app.approved), app.keys.clone(), key.to_owned());
    let sending = app.db.write_now(ctx, move |tx| {
        let mut held = Held::of(tx, &approved, &run.to_string())?;
        let by = held.permit(tx)?;
        match held.scene(tx).next(number, &key) {
            Next::Nothing => jobs::complete(tx, &mine).map(|()| None),
            Next::Doubt => {
                let told = "whoever told the machine is gone, and nobody knows what it answered".to_owned();
                let (stepped, _) = held.scene(tx).answered(number, &Answer::Unknown(told))?;
                held.keep(tx, stepped, &by)?;
                jobs::complete(tx, &mine).map(|()| None)
            }
            Next::Send(call) => {
                let place = held.script.content.tasks.iter().position(|task| task.number == number);
                let found = place.and_then(|place| {
                    let scene = held.scene(tx);
                    let (action, call) = scene.call_of(place)?;
                    let values = held.run.parameters.clone();
                    Some((action.secret.clone(), call.filled(|text| filled(text, &values))))
                });
                let Some((named, to)) = found else { return jobs::complete(tx, &mine).map(|()| None) };
                let secret = match &named {
                    Some(name) => keys.reveal(tx, held.run.plan, name)?,
                    None => None,
                };
                if let Some(name) = named.filter(|_| secret.is_none()) {
                    let told = format!("the plan has no secret {name}");
                    let (stepped, _) = held.scene(tx).answered(number, &Answer::Wrong(told))?;
                    held.keep(tx, stepped, &by)?;
                    return jobs::complete(tx, &mine).map(|()| None);
                }
                let stepped = held.scene(tx).sent(number, call)?;
                held.keep(tx, stepped, &by)?;
                Ok(Some((to, secret)))
            }
        }
    })?;
    let Some((call, secret)) = sending else { return Ok(()) };
    let key = job.payload["key"].as_str().unwrap_or_default().to_owned();
    let answer = send(app, &Sending { call, key: key.clone(), secret })?;
    let (mine, approved) = (job.clone(), Arc::clone(&app.approved));
    app.db.write_now(ctx, move |tx| {
        let mut held = Held::of(tx, &approved, &run.to_string())?;
        let by = held.permit(tx)?;
        // Somebody may have decided meanwhile; what was answered then changes nothing.
        if held.scene(tx).next(number, &key) == Next::Nothing {
            return jobs::complete(tx, &mine);
        }
        let pause = held.script.content.task(number).and_then(|task| task.action.as_ref()).map_or(0, |it| it.pause);
        let (stepped, once_more) = held.scene(tx).answered(number, &answer)?;
        held.keep(tx, stepped, &by)?;
        if once_more {
            let until = tx.now().checked_add(SignedDuration::from_secs(pause)).unwrap_or(tx.now());
            jobs::put_off(tx, &mine, until)
        } else {
            jobs::complete(tx, &mine)
        }
    })
}

/// A text with the run's parameters in the place of their names.
pub(super) fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

/// Sends a call and reads what came of it. An answer tells; so does an address that nobody may reach. Anything else may have
/// arrived.
fn send(app: &App, sending: &Sending) -> Outcome<Answer> {
    let ask = asking(sending);
    Ok(match outgoing::wait(app.outgoing.ask(ask))? {
        Ok(told) if (200..300).contains(&told.status) => Answer::Fine(said(&told)),
        Ok(told) => Answer::Wrong(said(&told)),
        Err(
            error @ (Unreached::NoAddress(_)
            | Unreached::Guarded { .. }
            | Unreached::Plain { .. }
            | Unreached::Unknown { .. }),
        ) => Answer::Wrong(error.to_string()),
        Err(error) => Answer::Unknown(error.to_string()),
    })
}

/// The status and the beginning of the body.
fn said(told: &Told) -> String {
    let body = String::from_utf8_lossy(&told.body);
    let body: String = body.chars().filter(|letter| !letter.is_control()).take(KEPT).collect();
    format!("{} {}", told.status, body.trim()).trim().to_owned()
}

/// What is sent. The key goes along where whoever is called takes one.
fn asking(sending: &Sending) -> Ask {
    let secret = sending.secret.as_ref().map(Secret::expose).unwrap_or_default();
    let post = |url: String, body: &Value| Ask::post(url, "application/json", body.to_string());
    let ask = match &sending.call {
        Call::Http { verb, url, headers, body } => {
            let (method, content) = match verb {
                Verb::Get => (Method::Get, Vec::new()),
                Verb::Post => (Method::Post, body.clone().into_bytes()),
            };
            let ask = Ask { method, url: url.clone(), headers: Vec::new(), body: content };
            headers.iter().fold(ask, |ask, (name, value)| ask.with(name.clone(), value.replace("{{secret}}", secret)))
        }
        Call::GithubWorkflow { url, repository, workflow, reference, inputs } => post(
            format!("{}/repos/{repository}/actions/workflows/{workflow}/dispatches", url.trim_end_matches('/')),
            &json!({"ref": reference, "inputs": inputs}),
        )
        .with("accept", "application/vnd.github+json")
        .with("x-github-api-version", "2022-11-28")
        .with("authorization", format!("Bearer {secret}")),
        Call::GitlabPipeline { url, project, reference, variables } => {
            let variables: Vec<Value> =
                variables.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
            let project = percent_encoded(project);
            post(
                format!("{}/api/v4/projects/{project}/pipeline", url.trim_end_matches('/')),
                &json!({"ref": reference, "variables": variables}),
            )
            .with("private-token", secret)
        }
        Call::JenkinsJob { url, parameters } => {
            let pairs: Vec<String> = parameters
                .iter()
                .map(|(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value)))
                .collect();
            let ask = Ask::post(
                format!("{}/buildWithParameters", url.trim_end_matches('/')),
                "application/x-www-form-urlencoded",
                pairs.join("&"),
            );
            // `user:token`, as Jenkins wants it.
            ask.with("authorization", format!("Basic {}", base64(secret)))
        }
        Call::ArgoSync { url, application, revision } => {
            let body = if revision.is_empty() { json!({}) } else { json!({"revision": revision}) };
            post(format!("{}/api/v1/applications/{application}/sync", url.trim_end_matches('/')), &body)
                .with("authorization", format!("Bearer {secret}"))
        }
    };
    ask.with("idempotency-key", sending.key.clone())
}

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}

/// What somebody else says became of what was told under a key; said twice, it is the same.
///
/// # Errors
/// There is no such task; another key; the opposite was said before; a missing right.
pub async fn heard(
    app: &App,
    ctx: &Ctx,
    run: String,
    number: Number,
    key: String,
    answer: Answer,
) -> Outcome<super::Board> {
    let approved = Arc::clone(&app.approved);
    app.db
        .write(ctx, move |tx| {
            let mut held = Held::of(tx, &approved, &run)?;
            let permit = tx.permit::<Work>("run", held.run.id, held.run.portfolio)?;
            if let Some(stepped) = held.scene(tx).heard(number, &key, &answer)? {
                held.keep(tx, stepped, &By::Working(permit))?;
            }
            super::Board::of(tx, &approved, &run)
        })
        .await
}

/// Keeps a secret of a plan, by which its machines let it in. It replaces the former one of this name.
///
/// # Errors
/// A name or a secret of the wrong length; a missing right.
pub async fn keep_secret(app: &App, ctx: &Ctx, plan: String, name: String, secret: Secret) -> Outcome<()> {
    let keys = app.keys.clone();
    app.db
        .write(ctx, move |tx| {
            let plan = signalbox_store::deployment_plans::view(tx, &plan)?.plan;
            let _permit = tx.permit::<MayRun>("deployment plan", plan.id, plan.portfolio)?;
            let mut faults = Faults::none();
            let sound = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
            faults.require(sound, "/name", "text", || "a secret's name has 1 to 64 characters".to_owned());
            faults.require((1..=8_192).contains(&secret.expose().len()), "/secret", "text", || {
                "a secret has 1 to 8192 characters".to_owned()
            });
            faults.finish()?;
            keys.keep(tx, plan.id, &name, &secret)?;
            let fact = Fact::of("deployment_plan.secret_changed", plan.id, plan.portfolio).named(&plan.name);
            tx.record(&[fact.change("which", (), &name)])
        })
        .await
}
