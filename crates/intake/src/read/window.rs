//! A bounded look at a stream: the bytes not yet taken, and where the lines in them end.

use std::io::{self, ErrorKind, Read};

/// The longest line that is read as a row; a longer one is passed over without being held.
pub(super) const LONGEST_LINE: usize = 1 << 20;

/// How much is asked of the input at a time.
const CHUNK: usize = 128 << 10;

/// Where a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Just after its line break, or at the end of the input.
    EndsAt(usize),
    /// Further away than was allowed.
    TooLong,
    /// There is nothing left.
    None,
}

/// The bytes of `input` that are read but not taken. It never holds more than a few of the longest lines.
pub(super) struct Window<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// An error met while looking ahead, for when reading gets there.
    failed: Option<io::Error>,
}

impl<R: Read> Window<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: vec![0; 2 * CHUNK], start: 0, end: 0, ended: false, failed: None }
    }

    /// How many bytes it has room for.
    #[cfg(test)]
    pub(super) const fn memory(&self) -> usize {
        self.buffer.capacity()
    }

    /// Everything held, from the first byte not taken.
    pub(super) fn held(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The held bytes from one place to another, both counted from the first byte not taken.
    pub(super) fn part(&self, from: usize, to: usize) -> &[u8] {
        self.held().get(from..to).unwrap_or_default()
    }

    /// Takes bytes off the front.
    pub(super) fn take(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    /// Reads on until so much is held, if there is so much. An error on the way is kept for the one who gets there.
    pub(super) fn look_ahead(&mut self, bytes: usize) {
        while self.held().len() < bytes {
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    self.failed = Some(error);
                    return;
                }
            }
        }
    }

    /// Reads on. False at the end of the input.
    ///
    /// # Errors
    /// Those of the input.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.ended {
            return Ok(false);
        }
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.buffer.len() - self.end < CHUNK {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
        }
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        let read = loop {
            match self.input.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.end += read;
        self.ended = read == 0;
        Ok(!self.ended)
    }

    /// Where the line that starts at `from` ends, if that is within `limit` bytes.
    ///
    /// # Errors
    /// Those of the input: a line cut off by one is not taken for whole.
    pub(super) fn line(&mut self, from: usize, limit: usize) -> io::Result<Line> {
        let mut searched = from;
        loop {
            let rest = self.held().get(searched..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                let end = searched + length + 1;
                return Ok(if end - from > limit { Line::TooLong } else { Line::EndsAt(end) });
            }
            searched = self.held().len().max(from);
            if searched - from > limit {
                return Ok(Line::TooLong);
            }
            if !self.fill()? {
                return Ok(if searched > from { Line::EndsAt(searched) } else { Line::None });
            }
        }
    }

    /// Takes everything up to and with the next line break, holding none of it.
    ///
    /// # Errors
    /// Those of the input.
    pub(super) fn pass_line(&mut self) -> io::Result<()> {
        loop {
            if let Some(length) = self.held().iter().position(|byte| *byte == b'\n') {
                self.take(length + 1);
                return Ok(());
            }
            self.take(self.end - self.start);
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}
