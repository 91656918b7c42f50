//! What a change gathers while it runs, and writes in one go when its closure is done and before it is kept.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::tx::Tx;

/// Something that grows over a change and is written at its end: what many steps of it add to costs the statements of one, and a row that
/// other changes wait for is held for a moment only.
pub trait AtEnd: Default + Send + 'static {
    /// Writes it, as the last of the change: when this fails, nothing of the change is kept.
    ///
    /// # Errors
    /// As the database says.
    fn write(self, tx: &mut Tx<'_>) -> Result<()>;
}

/// An [`AtEnd`] whose type is known to whoever asks for it only.
pub(crate) trait Ending: Any + Send {
    fn write(self: Box<Self>, tx: &mut Tx<'_>) -> Result<()>;
}

impl<T: AtEnd> Ending for T {
    fn write(self: Box<Self>, tx: &mut Tx<'_>) -> Result<()> {
        AtEnd::write(*self, tx)
    }
}

/// One of each type.
pub(crate) type Gathered = BTreeMap<TypeId, Box<dyn Ending>>;

impl Tx<'_> {
    /// Adds to what is written at the end of this change; the first to ask finds it empty.
    ///
    /// # Errors
    /// None that a caller can bring about.
    pub fn at_end<T: AtEnd, R>(&mut self, add: impl FnOnce(&mut T) -> R) -> Result<R> {
        let ending: &mut dyn Any = self.gathered.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default())).as_mut();
        ending.downcast_mut().map(add).ok_or_else(|| Error::Other("what a change gathers is of another type".into()))
    }
}

/// Writes all that was gathered, also what is gathered by that.
pub(crate) fn write(tx: &mut Tx<'_>) -> Result<()> {
    while let Some((_, ending)) = tx.gathered.pop_first() {
        ending.write(tx)?;
    }
    Ok(())
}
