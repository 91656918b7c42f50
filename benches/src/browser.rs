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
        let (status, page) = self.get("/sign-in")?;
        let token = page.split_once("name=\"form_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let token = token.ok_or_else(|| format!("the sign-in page (status {status}) has no form"))?;
        let form = [("form_token", token), ("email", email), ("password", password)];
        let answer = self.agent.post(format!("{}/sign-in", self.address)).send_form(form)?;
        if answer.status().is_redirection() { Ok(()) } else { Err(format!("signing in answered {}", answer.status()).into()) }
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
