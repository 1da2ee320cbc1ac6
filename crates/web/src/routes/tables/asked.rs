//! What somebody asks of a table: the list's own filters and order, and how the file is to be.

use super::{
    Column, VALUES, WORKBOOK,
    words::{Language, Words},
};
use crate::{
    failure::{Failure, Reply},
    output::saved,
    state::Web,
};
use axum::{
    extract::{FromRequestParts, Query},
    http::{StatusCode, Uri, request::Parts},
    response::Response,
};
use serde::{Deserialize, de::DeserializeOwned};
use signalbox_domain::{Outcome, Problem};
use signalbox_service::{
    Page, Slice,
    tables::{self, Cell, Format, Table},
};
use utoipa::{
    IntoParams, ToSchema,
    openapi::path::{Parameter, ParameterIn},
};

/// The parameters of pages, which a whole table does not have.
const PAGING: [&str; 3] = ["limit", "cursor", "total"];
/// The parameters of the file, which a list does not have.
const OWN: [&str; 3] = ["format", "columns", "language"];

/// What kind of file.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum FileFormat {
    /// Comma-separated values in UTF-8, for any program.
    Csv,
    /// A workbook in which days are days.
    Xlsx,
}

/// How the file is to be.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Taking {
    #[param(inline)]
    format: FileFormat,
    /// Which columns, in this order, with commas between them; all when absent.
    columns: Option<String>,
    /// Of headings and values: `en` when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// The list's own query, and how the file is to be.
pub(super) struct Asked<Q> {
    pub(super) query: Q,
    pub(super) taking: Taking,
}

impl<Q: IntoParams> IntoParams for Asked<Q> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let of_list = Q::into_params(&place).into_iter().filter(|one| !PAGING.contains(&one.name.as_str()));
        Taking::into_params(&place).into_iter().chain(of_list).collect()
    }
}

impl<Q: DeserializeOwned> FromRequestParts<Web> for Asked<Q> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Reply<Self> {
        let pairs = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let is = |pair: &str, names: &[&str]| names.contains(&pair.split('=').next().unwrap_or_default());
        let (own, of_list): (Vec<&str>, Vec<&str>) = pairs.partition(|pair| is(pair, &OWN));
        if let Some(pair) = of_list.iter().find(|pair| is(pair, &PAGING)) {
            let detail = format!("{pair:?} asks for a part of the list, but a table is the whole of it");
            return Err(Failure::http(StatusCode::BAD_REQUEST, "query", detail));
        }
        Ok(Self { query: part(&of_list)?, taking: part(&own)? })
    }
}

fn part<T: DeserializeOwned>(pairs: &[&str]) -> Reply<T> {
    let refused = |detail: String| Failure::http(StatusCode::BAD_REQUEST, "query", detail);
    let uri: Uri = format!("/?{}", pairs.join("&")).parse().map_err(|error| refused(format!("{error}")))?;
    Query::try_from_uri(&uri).map(|Query(query)| query).map_err(|rejection| refused(rejection.body_text()))
}

impl Taking {
    pub(super) fn words(&self) -> Words {
        Words::of(self.language.unwrap_or_default())
    }

    /// The columns that are wanted.
    pub(super) fn chosen<T>(&self, all: &'static [Column<T>]) -> Reply<Vec<&'static Column<T>>> {
        let Some(names) = &self.columns else { return Ok(all.iter().collect()) };
        let mut chosen = Vec::new();
        for name in names.split(',') {
            let before = chosen.len();
            chosen.extend(all.iter().filter(|column| column.name == name));
            if chosen.len() == before {
                let mut known: Vec<&str> = all.iter().map(|column| column.name).collect();
                known.dedup();
                let detail = format!("{name:?} is no column; there are {}", known.join(", "));
                return Err(Problem::fault("/columns", "choice", detail).into());
            }
        }
        Ok(chosen)
    }

    /// A whole list of a source as a file.
    pub(super) async fn list<S: Clone, T: 'static, F: Future<Output = Outcome<Slice<T>>>>(
        &self,
        name: &str,
        columns: &'static [Column<T>],
        source: S,
        read: impl Fn(S, Page) -> F,
    ) -> Reply<Response> {
        let (chosen, words) = (self.chosen(columns)?, self.words());
        let rows = tables::gather(source, read, |item| cells(&chosen, &item, words)).await?;
        self.file(name, headings(&chosen, words), rows).await
    }

    /// What has no pages as a file.
    pub(super) async fn whole<T: 'static>(
        &self,
        name: &str,
        columns: &'static [Column<T>],
        items: Vec<T>,
    ) -> Reply<Response> {
        let (chosen, words) = (self.chosen(columns)?, self.words());
        let rows = items.iter().map(|item| cells(&chosen, item, words)).collect();
        self.file(name, headings(&chosen, words), rows).await
    }

    /// Rows as a file.
    pub(super) async fn file(&self, name: &str, headings: Vec<String>, rows: Vec<Vec<Cell>>) -> Reply<Response> {
        tables::bounded(rows.len())?;
        // A sheet is called after the list, a file also after what the list is of.
        let sheet = name.rsplit(' ').next().unwrap_or(name).to_owned();
        let table = Table { name: sheet, headings, rows };
        let (format, kind, ending) = match self.format {
            FileFormat::Csv => (Format::Csv, VALUES, "csv"),
            FileFormat::Xlsx => (Format::Xlsx, WORKBOOK, "xlsx"),
        };
        let bytes = tables::write(table, format).await?;
        Ok(saved(kind, &format!("{name}.{ending}"), bytes.into()))
    }
}

pub(super) fn headings<T>(columns: &[&'static Column<T>], words: Words) -> Vec<String> {
    columns.iter().map(|column| words.get(column.heading)).collect()
}

pub(super) fn cells<T>(columns: &[&'static Column<T>], item: &T, words: Words) -> Vec<Cell> {
    columns.iter().map(|column| (column.cell)(item, words)).collect()
}
