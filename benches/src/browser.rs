//! A browser as far as the pages can tell: cookies, forms, one connection kept open.

use std::time::Duration;

use ureq::Agent;

use crate::Result;

/// Somebody at a browser.
#[derive(Debug, Clone)]
pub struct Browser {
    agent: Agent,
    address: String,
}

impl Browser {
    /// One that is not signed in.
    pub fn new(address: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), address: address.to_owned() }
    }

    /// Fills in the sign-in form.
    ///
    /// # Errors
    /// When that does not sign in.
    pub fn sign_in(&self, email: &str, password: &str) -> Result<()> {
        let (status, _) = self.fill_in("/sign-in", &[("email", email), ("password", password)])?;
        if (300..400).contains(&status) { Ok(()) } else { Err(format!("signing in answered {status}").into()) }
    }

    /// Fills in the form that stands on a page: the status of the answer, and where it sends the browser.
    ///
    /// # Errors
    /// When the page has no form, or the server does not answer.
    pub fn fill_in(&self, page: &str, fields: &[(&str, &str)]) -> Result<(u16, String)> {
        let (status, text) = self.get(page)?;
        let token = text.split_once("name=\"form_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let token = token.ok_or_else(|| format!("{page} (status {status}) has no form"))?;
        let form: Vec<(&str, &str)> = std::iter::once(("form_token", token)).chain(fields.iter().copied()).collect();
        let answer = self.agent.post(format!("{}{page}", self.address)).send_form(form)?;
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok()).unwrap_or_default();
        Ok((answer.status().as_u16(), place.to_owned()))
    }

    /// Gets a page whole: its status and text.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn get(&self, path: &str) -> Result<(u16, String)> {
        let mut answer = self.agent.get(format!("{}{path}", self.address)).call()?;
        Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
    }
}
