//! A form as it arrives: only with the token of the session it was made for.

use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use identity::Token;

use crate::signed_in::TOKEN_FIELD;
use crate::{Form, PageError, SignedIn, Site};

/// Fields of the largest form.
const MOST_FIELDS: usize = 300;

/// What somebody signed in filled in and sent. Put it last among a handler's arguments.
#[derive(Debug)]
pub struct CheckedForm(pub Form);

impl FromRequest<Site> for CheckedForm {
    type Rejection = PageError;

    async fn from_request(request: Request, site: &Site) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let who = SignedIn::from_request_parts(&mut parts, site).await?;
        let form = checked(Request::from_parts(parts, body), &who.session().form_token()).await?;
        Ok(Self(form))
    }
}

/// The form in this request, if it carries this token.
pub(crate) async fn checked(request: Request, token: &Token) -> Result<Form, PageError> {
    if request.method() != Method::POST || comes_from_elsewhere(request.headers()) {
        return Err(PageError::Expired);
    }
    let axum::Form(mut fields): axum::Form<Vec<(String, String)>> = axum::Form::from_request(request, &()).await.map_err(rejected)?;
    if fields.len() > MOST_FIELDS {
        return Err(PageError::TooLarge);
    }
    let sent = fields.iter().find(|(name, _)| name == TOKEN_FIELD).and_then(|(_, value)| Token::parse(value));
    if !sent.is_some_and(|sent| sent.is(token)) {
        return Err(PageError::Expired);
    }
    fields.retain(|(name, _)| name != TOKEN_FIELD);
    Ok(Form::sent(fields))
}

/// Whether the browser says that another site sends this. Those too old to say have the token alone to go by.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"))
}

fn rejected(rejection: FormRejection) -> PageError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::Invalid("The form did not arrive as a browser sends it."),
    }
}
