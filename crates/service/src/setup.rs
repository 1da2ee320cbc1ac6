//! The first start of an installation, and its first administrator.

use crate::{
    App, Page,
    accounts::{self, SignedIn, Visitor, Watch, passwords, same_secret},
    app::random_bytes,
    documents,
    environments::stages,
    grants, jobs, people,
    portfolios::{self, Change},
    releases,
};
use jiff::Timestamp;
use signalbox_domain::{
    Fact, Key, Name, Outcome, PersonRef, Problem, Reason, Zone,
    accounts::{SETUP_CODE_LIFETIME, second_factor::Showing},
    authz::{Administer, Role},
    event::differences,
    id::{PortfolioId, ReleaseTypeId},
    people::{GivenRole, Grant, Party},
    portfolio::Portfolio,
    releases::ReleaseType,
};
use signalbox_store::{
    Ctx, Tx, accounts as stored_accounts, portfolios as stored_portfolios, release_types, setup as store,
};

/// The setting that names this installation.
const INSTANCE: &str = "instance";
/// The setting that holds the setup code until it is used. It is kept readable, because a start soon after tells it again.
const CODE: &str = "setup_code";
/// The setting that says until when it holds, in seconds since 1970.
const CODE_UNTIL: &str = "setup_code_until";

/// How the installation stands after a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// What the first administrator has to type; `None` when there is one already.
    pub setup_code: Option<SetupCode>,
}

/// What makes the first administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupCode {
    /// Its text.
    pub text: String,
    /// Until when it holds; a start after that tells another.
    pub until: Timestamp,
}

/// What the first administrator types.
#[derive(Clone, Debug)]
pub struct Input {
    /// The code that the server tells at its start.
    pub code: String,
    /// What the enterprise is called.
    pub organisation: Name,
    /// What the first administrator is called.
    pub name: Name,
    /// What the first administrator signs in with.
    pub email: String,
    /// … and the password.
    pub password: String,
    /// Their language and number format; English when absent.
    pub locale: Option<String>,
    /// The zone their times are shown in; UTC when absent.
    pub zone: Option<Zone>,
    /// Whether to begin with the examples.
    pub examples: bool,
}

/// What there is to begin with beside nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Examples {
    /// There are none.
    None,
    /// They can be loaded.
    Offered,
    /// There are releases already.
    Loaded,
}

/// Makes sure of what every installation has. Called at every start; changes nothing after the first.
///
/// # Errors
/// When the database cannot be written.
pub async fn bootstrap(app: &App) -> Outcome<Bootstrap> {
    app.db
        .write(&Ctx::system("bootstrap"), |tx| {
            prepare(tx)?;
            jobs::keep_house(tx)?;
            if !required(tx)? {
                return Ok(Bootstrap { setup_code: None });
            }
            // Nodes that start together tell the same code; one that is about to end is not told again.
            let soon = tx.now().checked_add(SETUP_CODE_LIFETIME / 2).unwrap_or(tx.now());
            if let Some(code) = code(tx)?.filter(|code| code.until > soon) {
                return Ok(Bootstrap { setup_code: Some(code) });
            }
            let until = tx.now().checked_add(SETUP_CODE_LIFETIME).unwrap_or(tx.now());
            store::keep_setting(tx, CODE, &new_code())?;
            store::keep_setting(tx, CODE_UNTIL, &until.as_second().to_string())?;
            Ok(Bootstrap { setup_code: code(tx)? })
        })
        .await
}

/// Makes sure of the root portfolio, the standard release type, the usual stages and the installation's own name; answers the root.
pub(crate) fn prepare(tx: &mut Tx<'_>) -> Outcome<PortfolioId> {
    let root = match stored_portfolios::root(tx)? {
        Some(root) => root.id,
        None => plant_root(tx)?,
    };
    if !store::has_release_types(tx)? {
        let id: ReleaseTypeId = tx.new_id();
        let standard = ReleaseType::standard(id);
        let permit = tx.permit::<Administer>("release type", id, root)?;
        release_types::insert(tx, &standard, &permit)?;
        let fact = Fact::of("release_type.created", id, root).named(&standard.name);
        tx.record(&[fact.with(differences(None, Some(&standard)))])?;
    }
    stages::prepare(tx, root)?;
    if store::setting(tx, INSTANCE)?.is_none() {
        let name: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        store::keep_setting(tx, INSTANCE, &name)?;
    }
    Ok(root)
}

fn plant_root(tx: &mut Tx<'_>) -> Outcome<PortfolioId> {
    let id: PortfolioId = tx.new_id();
    let permit = tx.permit::<Administer>("portfolio", id, id)?;
    let root = Portfolio {
        id,
        key: Key::from_words("enterprise"),
        name: Name::from_words("Enterprise"),
        description: String::new(),
        parent: None,
        working_calendar: None,
        archived_at: None,
        rev: 1,
    };
    stored_portfolios::insert(tx, &root, &permit)?;
    tx.record(&[Fact::of("portfolio.created", id, id).named(&root.name).with(differences(None, Some(&root)))])?;
    Ok(id)
}

/// Whether the installation waits for its first administrator.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_required(app: &App) -> Outcome<bool> {
    app.db.read(&Ctx::system("setup"), required).await
}

/// What the first administrator may choose to begin with.
///
/// # Errors
/// When the database cannot be read.
pub async fn examples(app: &App) -> Outcome<Examples> {
    let page = Page { limit: Some(1), ..Page::default() };
    let found =
        releases::list(app, &Ctx::system("setup"), releases::Wanted::default(), releases::Order::Key, false, page)
            .await?;
    Ok(match (found.items.is_empty(), app.examples.is_empty()) {
        (false, _) => Examples::Loaded,
        (true, false) => Examples::Offered,
        (true, true) => Examples::None,
    })
}

/// Loads the examples into an installation that has no release yet.
async fn load_examples(app: &App) -> Outcome<()> {
    if examples(app).await? != Examples::Offered {
        return Ok(());
    }
    let mut found = Vec::new();
    for text in app.examples {
        for document in documents::read(text).map_err(Problem::Invalid)? {
            let number = found.len();
            found.push(document.numbered(number));
        }
    }
    documents::apply(app, &Ctx::system("examples"), found, false).await.map(drop)
}

fn required(tx: &mut Tx<'_>) -> Outcome<bool> {
    Ok(!stored_accounts::somebody_has_a_password(tx)?)
}

/// Makes the first administrator and signs them in.
///
/// # Errors
/// Every fault of the input; [`Problem::Denied`] when the code is wrong, [`Problem::Throttled`] after too many of them; a
/// refusal when the installation has an administrator already.
pub async fn setup(app: &App, from: &Visitor, input: Input) -> Outcome<SignedIn> {
    let ctx = Ctx::system(&from.request);
    let watch = Watch::setup(from.address);
    let code = input.code.clone();
    let is_right = app
        .db
        .write(&ctx, move |tx| {
            watch.admit(tx)?;
            let is_right = is_code(tx, &code)?;
            if !is_right {
                watch.count(tx)?;
            }
            Ok(is_right)
        })
        .await?;
    if !is_right {
        return Err(wrong_code());
    }
    let new = people::New {
        name: input.name.clone(),
        email: Some(input.email.trim().to_owned()),
        service: false,
        locale: input.locale.clone(),
        zone: input.zone.clone(),
    };
    people::check(&new, passwords::faults(app, &input.password, new.email.as_deref()).await?)?;
    // Before there is an administrator: whatever fails, whoever sets up can try again.
    if input.examples {
        load_examples(app).await?;
    }
    let hash = passwords::hash(input.password).await?;
    let (code, organisation, from) = (input.code, input.organisation, from.clone());
    app.db
        .write(&ctx, move |tx| {
            if !is_code(tx, &code)? {
                return Err(wrong_code());
            }
            let root = prepare(tx)?;
            let portfolio = stored_portfolios::get(tx, &root.to_string())?;
            let named = Change { name: Some(organisation.clone()), ..Change::default() };
            portfolios::change_in(tx, &portfolio, &named)?;
            let person = people::create_in(tx, people::By::Administration, &new, Some(&hash))?;
            let to = Party::Person(person.id);
            let grant = Grant {
                id: tx.new_id(),
                to,
                role: GivenRole::BuiltIn(Role::Administrator),
                portfolio: root,
                until: None,
            };
            grants::give(tx, &grant)?;
            store::remove_setting(tx, CODE)?;
            store::remove_setting(tx, CODE_UNTIL)?;
            accounts::begin_session(
                tx,
                &PersonRef { id: person.id, name: person.name },
                &from,
                "password",
                Showing::NotShown,
            )
        })
        .await
}

/// Compares with the code of this installation.
fn is_code(tx: &mut Tx<'_>, typed: &str) -> Outcome<bool> {
    if !required(tx)? {
        let detail = "this installation has an administrator already; sign in, or ask for an account";
        return Err(Problem::refused("set_up", detail));
    }
    let code = code(tx)?.filter(|code| tx.now() < code.until);
    Ok(code.is_some_and(|code| same_secret(code.text.as_bytes(), plain(typed).as_bytes())))
}

/// The code of this installation, whether it holds or not.
fn code(tx: &mut Tx<'_>) -> Outcome<Option<SetupCode>> {
    let (text, until) = (store::setting(tx, CODE)?, store::setting(tx, CODE_UNTIL)?);
    let until = until.and_then(|until| Timestamp::from_second(until.parse().ok()?).ok());
    Ok(text.zip(until).map(|(text, until)| SetupCode { text, until }))
}

fn wrong_code() -> Problem {
    let detail = "this is not the setup code, or it is more than a day old; the server prints one every time it starts";
    Problem::Denied(Reason::new("wrong_code", detail))
}

/// The letters and digits of Crockford's base 32, which nobody takes for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters a code has, of 5 random bits each: 140 bits.
const LENGTH: usize = 28;

/// A code that nobody can guess.
pub(crate) fn new_code() -> String {
    random_bytes::<LENGTH>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// A code as it is told: in groups of four.
pub(crate) fn in_groups(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect()).collect::<Vec<String>>().join("-")
}

/// A code as it is kept, however it was typed: in small letters, in groups, with `O` for `0`.
pub(crate) fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_people_do() {
        let code = new_code();
        assert!(code.len() * 5 >= 128, "every character has five bits: {code}");
        assert_eq!(plain(&in_groups(&code)), code);
        assert_eq!(plain(&code), code);
        assert_eq!(plain(&format!(" {}-{} ", &code[..8].to_lowercase(), &code[8..])), code);
        assert_eq!(plain("oil"), "011");
    }
}
