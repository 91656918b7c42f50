//! Where the organisation's provider of sign-in is, and what it knows the hub as.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use identity::PublicAddress;
use identity::single_sign_on::{Provider, SignOnSettings};
use profile::Versions;

use crate::command::Error;

/// The name of systemd's credential with the client secret.
const CREDENTIAL: &str = "onedoor-sso-secret";

/// The `--sso-…` options.
#[derive(Args)]
pub struct SingleSignOn {
    /// The provider at which staff may sign in, exactly as it names itself: https://login.microsoftonline.com/TENANT/v2.0
    #[arg(long, env = "ONEDOOR_SSO_ISSUER", value_name = "ADDRESS", requires = "sso_client_id")]
    sso_issuer: Option<String>,
    /// What the provider knows this hub as
    #[arg(long, env = "ONEDOOR_SSO_CLIENT_ID", value_name = "ID", requires = "sso_issuer")]
    sso_client_id: Option<String>,
    /// A file with the secret that goes with it; without it systemd's credential `onedoor-sso-secret`
    #[arg(long, env = "ONEDOOR_SSO_CLIENT_SECRET_FILE", value_name = "FILE", requires = "sso_issuer")]
    sso_client_secret_file: Option<PathBuf>,
    /// Certificates (PEM) to trust in place of the public ones, for a provider inside the organisation's network
    #[arg(long, env = "ONEDOOR_SSO_CA_FILE", value_name = "FILE", requires = "sso_issuer")]
    sso_ca_file: Option<PathBuf>,
}

impl SingleSignOn {
    /// The provider, if there is one.
    ///
    /// # Errors
    /// When a setting is missing or not as it must be, or a version of the hub's profile does not say what the provider's words mean.
    pub fn provider(&self, versions: &Versions, public_address: Option<&PublicAddress>) -> Result<Option<Provider>, Error> {
        let (Some(issuer), Some(client_id)) = (&self.sso_issuer, &self.sso_client_id) else { return Ok(None) };
        if let Some(without) = versions.all().find(|version| version.single_sign_on.is_none()) {
            return Err(format!(
                "--sso-issuer is given, and the profile {} in force from {} has no [single_sign_on] that says what the provider's words mean",
                without.name, without.in_force_from
            )
            .into());
        }
        let public_address = public_address.ok_or("single sign-on needs --public-address: where browsers reach the hub")?;
        let settings = SignOnSettings::new(issuer, client_id, &read_secret(&self.secret_file()?)?, public_address)?;
        let settings = match &self.sso_ca_file {
            Some(file) => settings.trusting(std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?),
            None => settings,
        };
        Ok(Some(Provider::new(settings)?))
    }

    fn secret_file(&self) -> Result<PathBuf, Error> {
        let credential = || Some(Path::new(&std::env::var_os("CREDENTIALS_DIRECTORY")?).join(CREDENTIAL)).filter(|path| path.exists());
        let file = self.sso_client_secret_file.clone().or_else(credential);
        file.ok_or_else(|| "single sign-on needs --sso-client-secret-file, or systemd's credential onedoor-sso-secret".into())
    }
}

/// A secret that others on the machine can read is none. systemd lets a service read its credentials by an access list, which looks like
/// leave for the group.
fn read_secret(file: &Path) -> Result<String, Error> {
    let at = |error: std::io::Error| format!("{}: {error}", file.display());
    let mode = std::fs::metadata(file).map_err(at)?.permissions().mode();
    let others = if file.file_name().is_some_and(|name| name == CREDENTIAL) { 0o007 } else { 0o077 };
    if mode & others != 0 {
        return Err(format!("{}: others on this machine can read it; chmod 600 it", file.display()).into());
    }
    Ok(std::fs::read_to_string(file).map_err(at)?)
}
