//! What goes wrong with a page, and the calm page that says what to do about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::local_path::next_in_query;

/// Why a page cannot be shown as asked. Answers a request wherever a handler returns it; [`crate::shell`] turns it into a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Nothing there.
    #[error("not found")]
    NotFound,
    /// They may not; looks exactly like [`PageError::NotFound`].
    #[error("not permitted")]
    Refused,
    /// Nobody is signed in.
    #[error("not signed in")]
    SignIn {
        /// Where to go on after signing in, a path of this hub.
        next: Option<String>,
        /// Whether this browser was signed in before.
        ended: bool,
    },
    /// Something is to be done before anything else may be.
    #[error("something is to be done first")]
    First {
        /// The page on which it is done.
        at: &'static str,
        /// Where to go on afterwards, a path of this hub.
        next: Option<String>,
    },
    /// A form came without the token of this session.
    #[error("the form's token is missing or of another session")]
    Expired,
    /// The request is not of its form; the sentence says what to do and holds nothing of what was typed.
    #[error("{0}")]
    Invalid(&'static str),
    /// Too much was sent.
    #[error("too much was sent")]
    TooLarge,
    /// Too many attempts to sign in.
    #[error("too many attempts")]
    TooMany {
        /// Seconds until the next one makes sense.
        seconds: u64,
    },
    /// Too much at once.
    #[error("busy")]
    Busy,
    /// The database cannot be used; the text is for the log.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A change may or may not have been kept.
    #[error("it is not known whether the change was kept")]
    Unknown,
    /// A mistake in the program; the text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl From<store::Error> for PageError {
    fn from(error: store::Error) -> Self {
        use store::Error;
        match error {
            Error::NotFound => Self::NotFound,
            Error::Busy => Self::Busy,
            Error::Unknown => Self::Unknown,
            Error::ReadOnly | Error::Full | Error::Unavailable(_) => Self::Unavailable(error.to_string()),
            Error::NulInText => Self::Invalid("There is a character in what you typed that cannot be kept. Type it again by hand."),
            Error::Conflict(_) | Error::Schema(_) | Error::Other(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<access::Error> for PageError {
    fn from(error: access::Error) -> Self {
        match error {
            access::Error::Refused(_) => Self::Refused,
            access::Error::Store(error) => error.into(),
        }
    }
}

impl From<vault::NoSecrets> for PageError {
    fn from(error: vault::NoSecrets) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// What a page about an error says.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) paragraphs: Vec<String>,
}

impl PageError {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Refused => StatusCode::NOT_FOUND,
            Self::SignIn { .. } | Self::First { .. } => StatusCode::SEE_OTHER,
            Self::Expired => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable(_) | Self::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether it belongs in the log, and so gets a reference to find it there by.
    pub(crate) const fn is_ours(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unknown | Self::Internal(_))
    }

    /// Whether no page of ours would have led there: somebody may be trying what the forms do not offer.
    pub(crate) const fn is_past_the_pages(&self) -> bool {
        matches!(self, Self::Expired | Self::Invalid(_) | Self::TooLarge | Self::TooMany { .. })
    }

    pub(crate) fn words(&self) -> Words {
        let (title, paragraphs): (_, &[&str]) = match self {
            Self::NotFound | Self::Refused | Self::SignIn { .. } | Self::First { .. } => (
                "Page not found",
                &[
                    "If you typed the address, check it is right. If you followed a link, what it led to may have moved or may not be open to you.",
                    "If you need it for your work, ask your team lead.",
                ],
            ),
            Self::Expired => (
                "This form can no longer be sent",
                &[
                    "Nothing was saved. This happens when you signed in again, or in another tab, after the form was opened.",
                    "Go back, reload the page and fill in the form again.",
                ],
            ),
            Self::Invalid(what) => ("There is a problem with what was sent", &[what, "Nothing was saved. Go back and try again."]),
            Self::TooLarge => ("Too much was sent", &["Nothing was saved. Go back, shorten the text and try again."]),
            Self::TooMany { .. } => ("Too many attempts to sign in", &[]),
            Self::Busy => ("The service is busy", &["Nothing was saved. Wait a moment, then go back and try again."]),
            Self::Unavailable(_) => (
                "The service is not available",
                &["Nothing was saved. Try again in a few minutes.", "If you must reach somebody today, use your hub’s paper procedure."],
            ),
            Self::Unknown => (
                "We do not know whether your change was saved",
                &["The answer was lost on its way. Open the record again and look whether the change is there before you repeat it."],
            ),
            Self::Internal(_) => ("Sorry, there is a problem with the service", &["Nothing was saved. Go back and try again."]),
        };
        let mut paragraphs: Vec<String> = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        if let Self::TooMany { seconds } = self {
            let minutes = seconds.div_ceil(60);
            let wait = if *seconds < 60 {
                format!("{seconds} seconds")
            } else {
                format!("{minutes} minute{}", if minutes == 1 { "" } else { "s" })
            };
            paragraphs.push(format!("Wait {wait}, then try again."));
            paragraphs.push("If you have forgotten your password, ask your administrator.".into());
        }
        Words { title, paragraphs }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::SignIn { next, ended } => {
                headers.insert(header::LOCATION, address("/sign-in", next.as_deref(), *ended));
                return response;
            }
            Self::First { at, next } => {
                headers.insert(header::LOCATION, address(at, next.as_deref(), false));
                return response;
            }
            Self::TooMany { seconds } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            Self::Busy | Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

fn address(page: &'static str, next: Option<&str>, ended: bool) -> HeaderValue {
    let mut address = String::from(page);
    if let Some(next) = next.filter(|next| *next != "/") {
        address.push_str(&format!("?next={}", next_in_query(next)));
    }
    if ended {
        address.push_str(if address.contains('?') { "&ended=yes" } else { "?ended=yes" });
    }
    HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static(page))
}
