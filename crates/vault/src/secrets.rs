//! Where bytes come from that nobody can foresee.

/// The machine has no randomness to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the machine gives no random bytes")]
pub struct NoSecrets;

/// Where secrets come from. The program holds [`SystemSecrets`]; a test may hold a seeded source.
pub trait Secrets: Send + Sync {
    /// 32 bytes nobody can foresee.
    ///
    /// # Errors
    /// When there are none to be had.
    fn bytes(&self) -> Result<[u8; 32], NoSecrets>;
}

/// The operating system's own source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemSecrets;

impl Secrets for SystemSecrets {
    fn bytes(&self) -> Result<[u8; 32], NoSecrets> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoSecrets)?;
        Ok(bytes)
    }
}
